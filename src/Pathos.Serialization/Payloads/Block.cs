// Bytes of an array of primitives that belong to a payload and lie outside of it: what the transports are handed, which know nothing
// of payloads. Transient ones are items on their way from one array to another: their receiver may keep them in memory that is used
// again. Others become arrays of the user's.
global using Block = (System.Array Array, int Offset, int Bytes, bool IsTransient);

// Bytes of an array of primitives that belong to a message and are sent from where they lie: for callers that know nothing of frames.
// Transient ones are items on their way from one array to another: their receiver may keep them in memory that is used again. Others become arrays of the user's.
global using Block = (System.Array Array, int Offset, int Bytes, bool IsTransient);

// What payloads and messages have in common without knowing each other.
// Transient ones are items on their way from one array to another: their receiver may keep them in memory that is used again. Others
// become arrays of the user's.
global using Block = (System.Array Array, int Offset, int Bytes, bool IsTransient);

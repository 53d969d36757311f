namespace Pathos.Serialization;

/// <summary>Reads what comes from elsewhere: values of inert types. Whatever the bytes say, no code of theirs runs, and
/// no assembly is loaded for them.</summary>
/// <remarks>The caller says what it asked for (<see cref="PayloadReader.Declared"/>). Only the code of those types may run
/// while their values are rebuilt.</remarks>
internal sealed class DataReader(DataContext context, ReadOnlyMemory<byte> bytes, Block[] blocks)
    : PayloadReader(context, DeclaredTypes.None, bytes, blocks);

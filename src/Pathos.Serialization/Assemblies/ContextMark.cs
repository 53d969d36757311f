namespace Pathos.Serialization;

/// <summary>How a payload says in which load context an assembly is. Part of the wire format: never renumber.</summary>
internal enum ContextKind : byte
{
    /// <summary>The default context.</summary>
    Default = 0,

    /// <summary>A context of the program that opened the pool, by its number there.</summary>
    Numbered = 1,

    /// <summary>A context of the program that froze the payload, by the builds that the assembly runs with.</summary>
    Kept = 2,

    /// <summary>A context that the writing process made, and the reading one does not know.</summary>
    Foreign = 3,
}

/// <summary>The load context of an assembly, as a payload says it.</summary>
/// <param name="Kind">How it is said.</param>
/// <param name="Number">The number of a <see cref="ContextKind.Numbered"/> context.</param>
/// <param name="Builds">For <see cref="ContextKind.Kept"/>: see <see cref="ContextReferences.BuildsOf"/>.</param>
internal readonly record struct ContextMark(ContextKind Kind, int Number, Guid Builds)
{
    public static ContextMark Foreign => new(ContextKind.Foreign, 0, Guid.Empty);

    public static ContextMark Numbered(int number) =>
        number == LoadContexts.Default ? default : new(ContextKind.Numbered, number, Guid.Empty);

    public static ContextMark Kept(Guid builds) => new(ContextKind.Kept, 0, builds);
}

namespace Pathos;

/// <summary>The result of a function that has none, and the argument of one that takes none.</summary>
internal readonly struct Nothing;

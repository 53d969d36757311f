namespace Pathos.Hostile.Tests;

/// <summary>All gadgets that stand where any object may.</summary>
internal static partial class Gadgets
{
    /// <summary>Gets or sets the folder that the reader's side watches: what an attacker would write there, he knows.</summary>
    public static string MarksOfReader { get; set; } = "";

    public static IReadOnlyDictionary<string, Gadget> All { get; } = Comparers.Concat(Keys).Concat(Code).Concat(Callbacks).Concat(Framework).Concat(Documents).ToDictionary(static gadget => gadget.Name);

    private static Gadget Biting(string name, Fate fate, Func<Type, object> make) => new(name, fate, make) { Bites = true };
}

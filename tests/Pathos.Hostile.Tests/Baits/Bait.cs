namespace Pathos.Hostile.Tests;

/// <summary>What gadgets do when they get their way: they leave a file where everybody can see it.</summary>
internal static class Bait
{
    /// <summary>Gets or sets where the marks go; null while the attacker builds his objects, which is his own affair.</summary>
    public static string? Folder { get; set; }

    public static void Bite(string name)
    {
        if (Folder is { } folder)
        {
            File.WriteAllText(Path.Combine(folder, name.Replace('/', '_')), "bitten");
        }
    }

    public static T Bite<T>(string name, T value)
    {
        Bite(name);
        return value;
    }
}

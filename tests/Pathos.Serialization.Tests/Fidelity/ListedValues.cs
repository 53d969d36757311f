namespace Pathos.Serialization.Tests.Fidelity;

/// <summary>What the walk leaves out or finds otherwise, each with its reason.</summary>
internal static class ListedValues
{
    /// <summary>Members whose getter does something, or waits.</summary>
    public static readonly Dictionary<string, string> NotAsked = new(StringComparer.Ordinal);

    /// <summary>Members that say how things stand in this process. Their value is not an object that the type owns: an equal copy
    /// counts as the same.</summary>
    public static readonly Dictionary<string, string> Ambient = new(StringComparer.Ordinal)
    {
        ["System.Collections.CaseInsensitiveComparer.Default"] = OfTheCulture,
        ["System.Collections.CaseInsensitiveHashCodeProvider.Default"] = OfTheCulture,
        ["System.Globalization.DateTimeFormatInfo.CurrentInfo"] = OfTheCulture,
        ["System.Globalization.NumberFormatInfo.CurrentInfo"] = OfTheCulture,
        ["System.Globalization.CultureInfo.InstalledUICulture"] = OfTheCulture,
    };

    /// <summary>Getters that are not compared.</summary>
    public static readonly Dictionary<string, string> NotCompared = new(StringComparer.Ordinal)
    {
        ["SyncRoot"] = "an object made to be locked",
    };

    /// <summary>Values that arrive, and differ.</summary>
    public static readonly Dictionary<string, string> Different = new(StringComparer.Ordinal)
    {
        ["System.ComponentModel.Design.CheckoutException.Canceled"] = "An exception says where it was thrown, so it is a copy, with the same type, text and fields.",
        ["Microsoft.Extensions.FileProviders.NotFoundDirectoryContents.Singleton"] = "A sequence among results becomes an array of what it brings: here an empty one.",
    };

    private const string OfTheCulture = "It depends on the culture of the process.";
}

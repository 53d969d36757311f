namespace Pathos.Distributed;

/// <summary>The name of an environment variable as a shell takes it. Such names are written into scripts as they are, so nothing else may
/// pass.</summary>
internal static class VariableName
{
    public static bool IsOne(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <exception cref="ArgumentException">The text is not such a name.</exception>
    public static string Check(string name, string parameter) => IsOne(name)
        ? name
        : throw new ArgumentException(
            $"'{name}' is not the name of an environment variable: letters, digits and '_', and no digit first.", parameter);
}

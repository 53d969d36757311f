namespace Pathos.Launching;

/// <summary>The shared frameworks beside a <c>dotnet</c> program: what a worker that it runs finds there by itself.</summary>
internal sealed class SharedFrameworks
{
    private readonly string[] _folders;

    /// <param name="dotnetPath">The program that runs the workers.</param>
    /// <param name="names">The frameworks that the workers run on.</param>
    public SharedFrameworks(string dotnetPath, IEnumerable<string> names)
    {
        string program = File.ResolveLinkTarget(dotnetPath, returnFinalTarget: true)?.FullName ?? dotnetPath;
        string shared = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(program))!, "shared");
        string start = $"{Environment.Version.Major}.{Environment.Version.Minor}.";
        _folders = [.. names.Select(name => Path.Combine(shared, Path.GetFileName(name))).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetDirectories(folder, start + "*"))];
    }

    /// <summary>Gets whether any of them is there, of the version that this process runs on.</summary>
    public bool AreThere => _folders.Length > 0;

    /// <summary>Tells whether they have an assembly of this name, or are not there to be asked, because the program is a script that leads
    /// elsewhere.</summary>
    public bool MayHave(string name) => !AreThere || Array.Exists(_folders, folder => File.Exists(Path.Combine(folder, name + ".dll")));
}

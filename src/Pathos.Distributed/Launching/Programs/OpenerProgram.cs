using System.Reflection;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>This program as it was when it opened a pool: what tasks see around them, whatever changes here later.</summary>
internal sealed class OpenerProgram
{
    /// <summary>By this name a program says which settings file it has, if not the one beside it.</summary>
    public const string ConfigFileKey = "APP_CONFIG_FILE";

    private const string DepsFilesKey = "APP_CONTEXT_DEPS_FILES";

    private readonly string _baseDirectory = AppContext.BaseDirectory;
    private readonly Assembly? _entry = Assembly.GetEntryAssembly();
    private readonly string? _configFile = AppContext.GetData(ConfigFileKey) as string;
    private readonly string? _depsFiles = AppContext.GetData(DepsFilesKey) as string;
    private readonly ConsoleEncodings _console = ConsoleEncodings.OfThisProcess();
    private readonly IReadOnlyList<ProgramFile> _files;
    private readonly Lazy<ProgramFields> _here;
    private readonly Lazy<ProgramFields> _elsewhere;

    /// <param name="files">What <see cref="PoolOptions.Files"/> says.</param>
    /// <exception cref="PoolOpenException">One of the files cannot be had.</exception>
    public OpenerProgram(IReadOnlyList<string> files)
    {
        _files = files.Count == 0 ? [] : ProgramFile.ReadAll(_baseDirectory, files);
        _here = new Lazy<ProgramFields>(DescribeHere);
        _elsewhere = new Lazy<ProgramFields>(DescribeElsewhere);
    }

    public AppContextSettings Settings { get; } = AppContextSettings.OfThisProcess();

    public Type[] EncodingProviders { get; } = RegisteredEncodings.Providers();

    /// <summary>Gets it for workers that can open its files.</summary>
    public ProgramFields Here => _here.Value;

    /// <summary>
    /// Gets it for workers on other hosts: they have a base directory of their own, in which nothing lies but what was asked for.
    /// </summary>
    public ProgramFields Elsewhere => _elsewhere.Value;

    /// <summary>Lets workers ask for the entry assembly, which they are told of. Inside a task it is in no list of the program's
    /// files.</summary>
    public void AddTo(ShippedCode code)
    {
        if (_entry is not null)
        {
            code.Add(_entry);
        }
    }

    /// <summary>Gets the content of a file that workers are told of, or null.</summary>
    public byte[]? FindFile(string hash) => _files.FirstOrDefault(file => file.Hash == hash)?.Content;

    private ProgramFields DescribeHere() => new(
        _baseDirectory,
        _entry?.GetName().Name,
        _entry?.ManifestModule.ModuleVersionId ?? Guid.Empty,
        EntryPath is { Length: > 0 } path ? path : null,

        // The assembly of a single-file program has no file in a worker either, and there not even the name of one: its settings file is
        // told.
        _configFile ?? (_entry is not null && EntryPath.Length == 0 ? Path.Combine(_baseDirectory, ConfigName) : null),
        _depsFiles,
        _console.Input,
        _console.Output,
        []);

    private ProgramFields DescribeElsewhere()
    {
        ConsoleEncodings console = _console.Complete();
        return Here with
        {
            BaseDirectory = null,
            EntryPath = null,
            ConfigFile = BelowBase(_configFile) ?? ConfigName,
            DepsFiles = BelowBase(_depsFiles?.Split(';')[0]),
            InputCodePage = console.Input,
            OutputCodePage = console.Output,
            Files = [.. _files.SelectMany(static file => new[] { file.Name, file.Hash })],
        };
    }

    private string EntryPath => _entry is null ? "" : AssemblyOrigin.PathOf(_entry);

    private string ConfigName => (EntryPath.Length > 0 ? Path.GetFileName(EntryPath) : $"{_entry?.GetName().Name}.dll") + ".config";

    /// <summary>Gets the name of a file below the base directory; null for one elsewhere, which no other host has.</summary>
    private string? BelowBase(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        string relative = Path.GetRelativePath(_baseDirectory, Path.Combine(_baseDirectory, path));
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? null : relative.Replace('\\', '/');
    }
}

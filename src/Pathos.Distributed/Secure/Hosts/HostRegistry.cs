using System.Diagnostics.CodeAnalysis;
using Pathos.Distributed;
using Pathos.Launching;

namespace Pathos;

/// <summary>Hosts by names of your own, kept in a file: who you are there, where they are, what to read and set first, how many workers
/// they should have.</summary>
/// <remarks>Not safe for concurrent use. Saving replaces the file as a whole, so a reader never sees half of it; of two who save, the
/// later one wins.</remarks>
public sealed class HostRegistry
{
    private const string Variable = "PATHOS_HOSTS";

    private readonly SortedDictionary<string, RegisteredHost> _hosts = new(StringComparer.Ordinal);

    private HostRegistry(string path) => Path = path;

    /// <summary>Gets where the file is when the caller does not say: that of the variable PATHOS_HOSTS, else
    /// <c>~/.config/pathos/hosts.json</c>.</summary>
    public static string DefaultPath => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path
        ? path
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pathos", "hosts.json");

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the hosts, by their names.</summary>
    public IReadOnlyCollection<RegisteredHost> Hosts => _hosts.Values;

    /// <summary>Reads a file of hosts. One that is not there is empty.</summary>
    /// <param name="path">The file; null for <see cref="DefaultPath"/>.</param>
    /// <returns>The hosts.</returns>
    /// <exception cref="HostRegistryException">The file cannot be read, or a line of it, which is named, makes no sense; or others own it
    /// or may write to it (not checked on Windows).</exception>
    public static HostRegistry Load(string? path = null)
    {
        var registry = new HostRegistry(System.IO.Path.GetFullPath(path ?? DefaultPath));
        try
        {
            foreach (RegisteredHost host in HostFile.Read(registry.Path, ReadOwn(registry.Path)))
            {
                registry._hosts.Add(host.Name, host);
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // The user has not saved any host yet.
        }
        catch (Exception error) when (error is not HostRegistryException and (IOException or UnauthorizedAccessException))
        {
            throw new HostRegistryException(registry.Path, line: null, error.Message, error);
        }

        return registry;
    }

    /// <summary>Adds a host, or replaces the one of that name. <see cref="Save"/> keeps it.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="FormatException">Its user, host name, port or the name of a variable are not well formed, or its number of workers
    /// is negative.</exception>
    public void Add(RegisteredHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Validate();
        _hosts[host.Name] = host;
    }

    /// <summary>Removes a host. <see cref="Save"/> keeps that.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(string name) => _hosts.Remove(name);

    /// <summary>Finds a host.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="host">The host.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFind(string name, [NotNullWhen(true)] out RegisteredHost? host) => _hosts.TryGetValue(name, out host);

    /// <summary>Looks up a host as it is named elsewhere, <c>[user@]name[:port]</c>: user and port that stand there win over those of the
    /// entry.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The entry with that user and port; null when there is none of that name, which then means what the SSH client makes of
    /// it.</returns>
    /// <exception cref="HostSpecException">The host is not well formed.</exception>
    public RegisteredHost? Resolve(string host)
    {
        var named = SshHost.Parse(host);
        return TryFind(named.Name, out RegisteredHost? known)
            ? known with { User = named.User ?? known.User, Port = named.Port ?? known.Port }
            : null;
    }

    /// <summary>Writes the file, and the folder for it when there is none. Only this user may read it then. Comments that were in it are
    /// lost.</summary>
    /// <exception cref="HostRegistryException">The file cannot be written. It is as it was.</exception>
    public void Save()
    {
        // Beside the file, because only there it can take its place at once.
        string fresh = $"{Path}.{Guid.NewGuid():N}";
        try
        {
            OwnFolder.Create(System.IO.Path.GetDirectoryName(Path)!);
            try
            {
                // The variables of a host may be secrets.
                using (FileStream file = OwnFile.Create(fresh, FileMode.CreateNew))
                {
                    file.Write(HostFile.Write(_hosts.Values));
                }

                File.Move(fresh, Path, overwrite: true);
            }
            catch
            {
                File.Delete(fresh);
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostRegistryException(Path, line: null, error.Message, error);
        }
    }

    /// <exception cref="HostRegistryException">Others own it, or may write to it: they would decide where this user's code
    /// goes.</exception>
    private static byte[] ReadOwn(string path)
    {
        using FileStream file = OwnFile.OpenRead(path);
        if (OwnFile.ProblemOf(file.SafeFileHandle, path, mayOthersRead: true) is { } problem)
        {
            throw new HostRegistryException(path, line: null, problem);
        }

        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}

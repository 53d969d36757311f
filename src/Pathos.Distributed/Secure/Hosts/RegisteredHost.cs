using System.Globalization;
using Pathos.Distributed;

namespace Pathos;

/// <summary>A host that has a name in a <see cref="HostRegistry"/>.</summary>
public sealed record RegisteredHost
{
    /// <summary>Makes an entry.</summary>
    /// <param name="name">What it is called: letters, digits, '.', '-' and '_'.</param>
    /// <exception cref="ArgumentException">The name is not well formed.</exception>
    public RegisteredHost(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = !name.StartsWith('-') && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? name
            : throw new ArgumentException($"'{name}' cannot be a host's name: letters, digits, '.', '-' and '_', and no '-' at the beginning.", nameof(name));
    }

    /// <summary>Gets what it is called.</summary>
    public string Name { get; }

    /// <summary>Gets the user there; null for what the SSH client takes.</summary>
    public string? User { get; init; }

    /// <summary>Gets its host name, address, or alias in the SSH client's configuration; null when that is the name itself.</summary>
    public string? HostName { get; init; }

    /// <summary>Gets the port of its SSH server; null for what the SSH client takes.</summary>
    public int? Port { get; init; }

    /// <summary>Gets the file that a shell reads there before a command, for <see cref="RemoteShellOptions.Profile"/>; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Gets how many workers it should have; null for all that it offers.</summary>
    public int? Workers { get; init; }

    /// <summary>Gets how it is named where a host is asked for: <c>[user@]host[:port]</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{(User is null ? "" : User + "@")}{Bracketed(HostName ?? Name)}{(Port is null ? "" : ":" + Port)}");

    /// <summary>Gets how it is named where a host spec is asked for: <c>ssh://[user@]host[:port][/workers]</c>.</summary>
    public string Spec => string.Create(CultureInfo.InvariantCulture, $"ssh://{Address}{(Workers is null ? "" : "/" + Workers)}");

    /// <exception cref="FormatException">User, host name or port are not well formed, or the number of workers is negative.</exception>
    internal void Validate()
    {
        SshHost.Parse(Address);
        if (Workers < 0)
        {
            throw new FormatException($"A number of workers is not negative, and {Name} has {Workers}.");
        }
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}

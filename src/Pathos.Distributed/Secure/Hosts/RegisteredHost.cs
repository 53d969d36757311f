using System.Collections.ObjectModel;
using System.Globalization;
using Pathos.Distributed;

namespace Pathos;

/// <summary>A host that has a name in a <see cref="HostRegistry"/>.</summary>
public sealed record RegisteredHost
{
    // One for all, so that entries without variables are equal.
    private static readonly IReadOnlyDictionary<string, string> s_none = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Makes an entry.</summary>
    /// <param name="name">What it is called: letters, digits, '.', '-' and '_'.</param>
    /// <exception cref="ArgumentException">The name is not well formed.</exception>
    public RegisteredHost(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = !name.StartsWith('-') && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
            ? name
            : throw new ArgumentException(
                $"'{name}' cannot be a host's name: letters, digits, '.', '-' and '_', and no '-' at the beginning.", nameof(name));
    }

    /// <summary>Gets what it is called.</summary>
    public string Name { get; }

    /// <summary>Gets the user there; null for what the SSH client takes.</summary>
    public string? User { get; init; }

    /// <summary>Gets its host name, address, or alias in the SSH client's configuration; null when that is the name itself.</summary>
    public string? HostName { get; init; }

    /// <summary>Gets the port of its SSH server; null for what the SSH client takes.</summary>
    public int? Port { get; init; }

    /// <summary>Gets the file that the user's shell reads there before a command, for <see cref="RemoteShellOptions.Profile"/>, and before
    /// workers start, which get what it exports; null for none.</summary>
    public string? Profile { get; init; }

    /// <summary>Gets environment variables for workers and commands there. They win over what <see cref="Profile"/> exports to workers.
    /// Default: none.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = s_none;

    /// <summary>Gets how many workers it should have; null for all that it offers.</summary>
    public int? Workers { get; init; }

    /// <summary>Gets how it is named where a host is asked for: <c>[user@]host[:port]</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{(User is null ? "" : User + "@")}{Bracketed(HostName ?? Name)}{(Port is null ? "" : ":" + Port)}");

    /// <summary>Gets how it is named where a host spec is asked for: <c>ssh://[user@]host[:port][/workers]</c>.</summary>
    public string Spec => string.Create(CultureInfo.InvariantCulture, $"ssh://{Address}{(Workers is null ? "" : "/" + Workers)}");

    /// <exception cref="FormatException">User, host name, port or the name of a variable are not well formed, or the number of workers is
    /// negative.</exception>
    internal void Validate()
    {
        SshHost.Parse(Address);
        if (Environment.Any(static variable => !VariableName.IsOne(variable.Key) || variable.Value.Contains('\0', StringComparison.Ordinal)))
        {
            throw new FormatException($"The environment of {Name} has a variable that no shell takes: names are letters, digits and '_', with no digit first, and values hold no NUL.");
        }

        if (Workers < 0)
        {
            throw new FormatException($"A number of workers is not negative, and {Name} has {Workers}.");
        }
    }

    private static string Bracketed(string host) =>
        host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}

namespace Pathos;

/// <summary>Which cache is meant, and what of it.</summary>
public sealed record RemoteCacheOptions
{
    /// <summary>Gets how the host is reached. Default: as the user's SSH client does.</summary>
    public SshOptions Ssh { get; init; } = new();

    /// <summary>Gets the folder there, as <see cref="RemotePoolOptions.CacheFolder"/> named it. Null, the default:
    /// <c>~/.cache/pathos</c>.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets for how long a thing must not have been used, to be meant. Null, the default: things of any age.</summary>
    public TimeSpan? UnusedFor { get; init; }
}

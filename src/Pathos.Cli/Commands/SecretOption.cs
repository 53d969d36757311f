using System.CommandLine;

namespace Pathos.Cli.Commands;

/// <summary>Where the secret comes from that servers, their clients and the machines that work for them share.</summary>
internal static class SecretOption
{
    public static Option<string?> Create() => new("--secret-file")
    {
        Description = "The file with the secret that all sides hold; only its owner may read it. Default: PATHOS_SECRET, PATHOS_SECRET_FILE or ~/.config/pathos/secret.",
    };

    public static PoolCredentials Read(string? file) => file is null ? PoolCredentials.Find() : PoolCredentials.FromFile(file);
}

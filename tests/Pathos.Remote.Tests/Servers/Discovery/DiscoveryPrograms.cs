using System.Globalization;
using Pathos.Cli.Tests;

namespace Pathos.Remote.Tests;

/// <summary>The commands that serve and search, run on hosts of a <see cref="TestNetwork"/>. All share a secret and a port.</summary>
internal sealed class DiscoveryPrograms : IDisposable
{
    // As pathos secret makes them: its keys take no time, and a search has only a second.
    private const string Secret = "UGF0aG9zIHRlc3RzIGFyZSBub3Qgc2VjcmV0ISEhIQA=";

    private readonly string _port = Searcher.FreePort().ToString(CultureInfo.InvariantCulture);
    private readonly TestFolder _cache = new();

    public PathosProcess Serve(SshServerPlace place, string listen) => PathosProcess.StartUnder(
        [.. place.Launcher],
        ["serve", "--listen", listen, "--workers", "0", "--discovery-port", _port, "--cache", _cache.Path, "--json"],
        (PoolCredentials.Variable, Secret));

    public async Task<(int Code, string Found)> SearchAsync(SshServerPlace place)
    {
        await using PathosProcess search = PathosProcess.StartUnder(
            [.. place.Launcher], ["servers", "--discovery-port", _port, "--json"], (PoolCredentials.Variable, Secret));
        (int code, string output, _) = await search.EndAsync();
        return (code, output.Trim());
    }

    public void Dispose() => _cache.Dispose();
}

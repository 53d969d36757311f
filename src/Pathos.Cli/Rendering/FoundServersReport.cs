using System.Globalization;
using System.Text.Json;

namespace Pathos.Cli.Rendering;

/// <summary>The servers that were found, for people and for programs.</summary>
internal sealed class FoundServersReport(IReadOnlyList<FoundServer> servers)
{
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool IsEmpty => servers.Count == 0;

    public string ToJson() =>
        JsonSerializer.Serialize(servers.Select(static server => new { Address = server.Address.ToString(), server.Workers }), s_readable);

    public string ToText()
    {
        int width = servers.Max(static server => server.Address.ToString().Length);
        return string.Join(Environment.NewLine, servers.Select(server => string.Create(CultureInfo.InvariantCulture, $"{server.Address.ToString().PadRight(width)}  {server.Workers} workers")));
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pathos.Cli.Rendering;

/// <summary>What a server said of itself, for people and for programs.</summary>
internal sealed class ServerReport(string address, ServerStatistics server)
{
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Address = address,
            server.Workers,
            server.IsDraining,
            Clients = server.Clients.Select(static client => new { client.Client, ConnectedSeconds = client.Connected.TotalSeconds, client.Share, client.Busy, client.Tasks }),
            Helpers = server.Helpers.Select(
                static helper => new { helper.Name, helper.Address, ConnectedSeconds = helper.Connected.TotalSeconds, helper.Workers }),
        },
        s_readable);

    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{address}  workers: {server.Workers}  clients: {server.Clients.Count}  helpers: {server.Helpers.Count}{(server.IsDraining ? "  draining: takes no new clients" : "")}");
        foreach (ServerClientStatistics client in server.Clients)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  client {Visible.Text(client.Client)}  connected {Rounded(client.Connected)}  share: {client.Share}  busy: {client.Busy}  tasks done: {client.Tasks}");
        }

        foreach (ServerHelperStatistics helper in server.Helpers)
        {
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  helper {Visible.Text(helper.Name)} at {Visible.Text(helper.Address)}  connected {Rounded(helper.Connected)}  workers: {helper.Workers}");
        }

        return text.ToString();
    }

    private static TimeSpan Rounded(TimeSpan time) => TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds));
}

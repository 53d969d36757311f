using System.Globalization;
using System.Text.Json;

namespace Pathos.Cli.Rendering;

/// <summary>The user's hosts, for people and for programs.</summary>
internal sealed class HostReport(HostRegistry registry)
{
    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(registry.Hosts, s_readable);

    public string ToText()
    {
        if (registry.Hosts.Count == 0)
        {
            return $"No hosts in {Visible.Text(registry.Path)}. Add one: pathos hosts add NAME";
        }

        int width = registry.Hosts.Max(static host => Visible.Text(host.Name).Length);
        return string.Join(Environment.NewLine, registry.Hosts.Select(host => LineOf(host, width)));
    }

    private static string LineOf(RegisteredHost host, int width)
    {
        string workers = host.Workers is { } count ? string.Create(CultureInfo.InvariantCulture, $"  {count} workers") : "";
        string profile = host.Profile is { } file ? $"  after {file}" : "";
        string variables = host.Environment.Count > 0 ? $"  with {string.Join(", ", host.Environment.Keys)}" : "";
        return Visible.Text($"{Visible.Text(host.Name).PadRight(width)}  {host.Address}{workers}{profile}{variables}");
    }
}

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
            return $"No hosts in {registry.Path}. Add one: pathos hosts add NAME";
        }

        int width = registry.Hosts.Max(static host => host.Name.Length);
        return string.Join(Environment.NewLine, registry.Hosts.Select(host => string.Create(
            CultureInfo.InvariantCulture,
            $"{host.Name.PadRight(width)}  {host.Address}{(host.Workers is { } workers ? $"  {workers} workers" : "")}{(host.Profile is { } profile ? $"  after {profile}" : "")}{(host.Environment.Count > 0 ? $"  with {string.Join(", ", host.Environment.Keys)}" : "")}")));
    }
}

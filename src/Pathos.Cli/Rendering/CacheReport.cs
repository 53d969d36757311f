using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pathos.Cli.Rendering;

/// <summary>What a host keeps, for people and for programs.</summary>
internal sealed class CacheReport(IReadOnlyList<CachedItem> items)
{
    private const double Million = 1e6;
    private const int ShownOfHash = 12;

    private static readonly JsonSerializerOptions s_readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public string ToJson() => JsonSerializer.Serialize(items, s_readable);

    public string ToText(string nothing) => items.Count == 0 ? nothing : string.Join('\n',
    [
        .. items.OrderBy(static item => item.Kind).ThenByDescending(static item => item.LastUsed).Select(static item => string.Create(
            CultureInfo.InvariantCulture,
            $"{item.Kind.ToString().ToLowerInvariant(),-8}  {Visible.Text(item.Hash[..Math.Min(ShownOfHash, item.Hash.Length)]),-12}  {item.Bytes / Million,8:F1} MB  used {item.LastUsed.ToLocalTime():yyyy-MM-dd HH:mm}{(item.IsInUse == true ? ", and now" : "")}  {Visible.Text(item.Name ?? "")}").TrimEnd()),
        string.Create(CultureInfo.InvariantCulture, $"{items.Count} things, {items.Sum(static item => item.Bytes) / Million:F1} MB"),
    ]);
}

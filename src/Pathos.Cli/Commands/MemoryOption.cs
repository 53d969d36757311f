using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pathos.Cli.Commands;

/// <summary>The option <c>--worker-memory</c>: bytes, or with a letter for what is 1024 times more.</summary>
internal static class MemoryOption
{
    private const long Mega = 1 << 20;

    public static Option<long?> Create() => new("--worker-memory")
    {
        Description = "How much memory each worker may have, for example 512M or 2G. One that has more is ended. Default: no limit but the client's own.",
        CustomParser = static result => Parse(result),
    };

    private static long? Parse(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        long unit = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch
        {
            'K' => 1 << 10,
            'M' => Mega,
            'G' => 1 << 30,
            'T' => 1L << 40,
            _ => 1,
        };
        string digits = unit > 1 ? text[..^1] : text;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || count > long.MaxValue / unit || count * unit < PoolServerOptions.LeastMemoryPerWorker)
        {
            result.AddError($"--worker-memory is a number of bytes, or one with K, M, G or T, and at least {PoolServerOptions.LeastMemoryPerWorker / Mega}M; not {Visible.Text(text)}.");
            return null;
        }

        return count * unit;
    }
}

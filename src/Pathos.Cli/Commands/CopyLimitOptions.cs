using System.CommandLine;
using System.Globalization;

namespace Pathos.Cli.Commands;

/// <summary>How much a copy takes from another host: options of <c>pathos copy</c>.</summary>
internal sealed class CopyLimitOptions
{
    private readonly Option<long?> _bytes = Create<long>("--max-bytes", "How many bytes are taken from another host. Default: 256 GiB.");
    private readonly Option<int?> _entries = Create<int>("--max-entries",
        "How many files, folders and links are taken from another host. Default: 2000000.");

    public void AddTo(Command command)
    {
        command.Add(_bytes);
        command.Add(_entries);
    }

    public CopyLimits Read(ParseResult parsed)
    {
        var limits = new CopyLimits();
        return limits with
        {
            MaxBytes = parsed.GetValue(_bytes) ?? limits.MaxBytes,
            MaxEntries = parsed.GetValue(_entries) ?? limits.MaxEntries,
        };
    }

    private static Option<T?> Create<T>(string name, string description)
        where T : struct, System.Numerics.INumber<T>
    {
        var option = new Option<T?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            // By its text: asking for the value of an invalid number fails, and the parser reports that by itself.
            if (result.Tokens is [var token] && T.TryParse(token.Value, CultureInfo.InvariantCulture, out T value) && T.IsNegative(value))
            {
                result.AddError($"{name} is not negative.");
            }
        });
        return option;
    }
}

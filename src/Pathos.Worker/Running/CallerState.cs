using System.Globalization;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Rebuilds what tasks take over from their caller. Only the task thread uses it.</summary>
internal sealed class CallerState(Welcome welcome)
{
    private readonly CallerSurroundings _ofTheWelcome = new(Named(welcome.Culture), Named(welcome.UICulture), trace: null);
    private byte[] _lastBytes = [];
    private CallerSurroundings? _last;

    /// <exception cref="InvalidDataException">The cultures cannot be rebuilt here.</exception>
    /// <exception cref="CultureNotFoundException">This machine does not have a culture.</exception>
    public CallerSurroundings Of(RunBatch batch)
    {
        CallerSurroundings cultures = batch.Cultures.IsEmpty ? _ofTheWelcome : Rebuild(batch.Cultures.Span);
        return batch.Trace is not { } trace
            ? cultures
            : new CallerSurroundings(cultures.Culture, cultures.UICulture, new CallerTrace(trace.Parent, trace.State, [.. PairsOf(trace.Baggage)]));
    }

    private CallerSurroundings Rebuild(ReadOnlySpan<byte> bytes)
    {
        if (_last is null || !bytes.SequenceEqual(_lastBytes))
        {
            byte[] copy = bytes.ToArray();
            _last = ObjectGraph.Read(new CodeReader(CodeContext.Default, copy, [])) is CultureInfo[] { Length: 2 } cultures
                ? new CallerSurroundings(CultureInfo.ReadOnly(cultures[0]), CultureInfo.ReadOnly(cultures[1]), trace: null)
                : throw new InvalidDataException("A batch does not tell two cultures.");
            _lastBytes = copy;
        }

        return _last;
    }

    private static IEnumerable<KeyValuePair<string, string?>> PairsOf(IReadOnlyList<string?> texts)
    {
        for (int i = 0; i < texts.Count; i += 2)
        {
            yield return new KeyValuePair<string, string?>(texts[i] ?? "", texts[i + 1]);
        }
    }

    // The invariant culture is at hand; any other loads the library of cultures, for which a task that needs none should not wait.
    private static CultureInfo Named(string name) => name.Length == 0 ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(name);
}

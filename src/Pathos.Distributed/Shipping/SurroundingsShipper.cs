using System.Globalization;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Turns what tasks take over from their caller into what travels with a batch: nothing at all where it is what the pool was
/// opened with.</summary>
internal sealed class SurroundingsShipper
{
    private Written? _last;

    /// <summary>Gets the culture that workers are told at their start, which is that of the code that makes the pool.</summary>
    public CultureInfo Culture { get; } = CultureInfo.CurrentCulture;

    /// <summary>Gets the UI culture that workers are told at their start.</summary>
    public CultureInfo UICulture { get; } = CultureInfo.CurrentUICulture;

    /// <summary>The two cultures in bytes; empty where the workers have them already.</summary>
    public ReadOnlyMemory<byte> CulturesOf(CallerSurroundings? caller)
    {
        if (caller is null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        Written? last = Volatile.Read(ref _last);
        if (last is not null && ReferenceEquals(last.Culture, caller.Culture) && ReferenceEquals(last.UICulture, caller.UICulture))
        {
            return last.Bytes;
        }

        var written = new Written(caller.Culture, caller.UICulture, IsOfTheWorkers(caller) ? ReadOnlyMemory<byte>.Empty : Write(caller));
        Volatile.Write(ref _last, written);
        return written.Bytes;
    }

    /// <summary>The caller's place in a trace; null where it has none.</summary>
    public static TraceFields? TraceOf(CallerSurroundings? caller) => caller?.Trace is { } trace
        ? new TraceFields(trace.Parent, trace.State, [.. trace.Baggage.SelectMany(static entry => new[] { entry.Key, entry.Value })])
        : null;

    private bool IsOfTheWorkers(CallerSurroundings caller) =>
        caller.Culture.Name == Culture.Name && caller.UICulture.Name == UICulture.Name
        && CultureFormats.AreThoseOfTheName(caller.Culture) && CultureFormats.AreThoseOfTheName(caller.UICulture);

    private static ReadOnlyMemory<byte> Write(CallerSurroundings caller)
    {
        // Not in the pool's own context: a value serialiser of the user's has no say in this.
        var writer = new PayloadWriter(CodeContext.Default);
        ObjectGraph.Write(writer, new[] { ByValue(caller.Culture), ByValue(caller.UICulture) }, "culture");
        return writer.Finish().Bytes.ToArray();
    }

    /// <summary>What the framework knows of a culture, which may be of a class of the user's: its name, or a copy that has its formats
    /// where they are others than those of the name.</summary>
    private static CultureInfo ByValue(CultureInfo culture)
    {
        if (CultureFormats.AreThoseOfTheName(culture))
        {
            return CultureInfo.GetCultureInfo(culture.Name);
        }

        var copy = (CultureInfo)CultureInfo.GetCultureInfo(culture.Name).Clone();
        copy.NumberFormat = (NumberFormatInfo)culture.NumberFormat.Clone();
        copy.DateTimeFormat = (DateTimeFormatInfo)culture.DateTimeFormat.Clone();
        return copy;
    }

    private sealed record Written(CultureInfo Culture, CultureInfo UICulture, ReadOnlyMemory<byte> Bytes);
}

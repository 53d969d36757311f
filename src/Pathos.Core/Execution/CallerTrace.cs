using System.Runtime.CompilerServices;

namespace Pathos;

/// <summary>The caller's place in a distributed trace, as W3C names it: the id of its span, the state of its vendors, and its baggage
/// where that was asked for.</summary>
internal sealed record CallerTrace(string Parent, string? State, IReadOnlyList<KeyValuePair<string, string?>> Baggage)
{
    /// <summary>The most characters of an id. Those of W3C have 55.</summary>
    public const int LongestParent = 1024;

    /// <summary>The most characters of vendors' state; W3C asks for 512.</summary>
    public const int LongestState = 4096;

    /// <summary>The most characters of all baggage together, as W3C limits it.</summary>
    public const int LongestBaggage = 8192;

    /// <summary>The most entries of baggage, as W3C limits them.</summary>
    public const int MostBaggage = 180;

    private const string Library = "System.Diagnostics.DiagnosticSource";

    // A program without the library has no activities, and must not load it to learn that.
    private static volatile bool s_isLibraryLoaded;

    static CallerTrace()
    {
        // First the event, then the look: a load between the two is seen twice, never missed.
        AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) => s_isLibraryLoaded |= loaded.LoadedAssembly.GetName().Name == Library;
        s_isLibraryLoaded |= Array.Exists(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name == Library);
    }

    /// <summary>Gets how many characters the baggage has.</summary>
    public static int LengthOf(KeyValuePair<string, string?> entry) => entry.Key.Length + (entry.Value?.Length ?? 0);

    /// <summary>The place of the code that calls this; null where there is none.</summary>
    public static CallerTrace? Capture(bool withBaggage) => s_isLibraryLoaded ? CaptureActivity(withBaggage) : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static CallerTrace? CaptureActivity(bool withBaggage) => TaskActivity.CurrentPlace(withBaggage);
}

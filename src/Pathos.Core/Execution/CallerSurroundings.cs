using System.Globalization;

namespace Pathos;

/// <summary>What the tasks of a call take over from the caller of its verb, on every kind of pool alike. Immutable.</summary>
internal sealed class CallerSurroundings(CultureInfo culture, CultureInfo uiCulture, CallerTrace? trace)
{
    // Most calls come from the same surroundings as the call before: they share one object, and a backend shares what it made of it.
    private static CallerSurroundings? s_last;

    public CultureInfo Culture { get; } = culture;

    public CultureInfo UICulture { get; } = uiCulture;

    /// <summary>Gets the caller's place in a distributed trace; null where it has none.</summary>
    public CallerTrace? Trace { get; } = trace;

    /// <summary>Takes what holds for the code that calls this.</summary>
    public static CallerSurroundings Capture(bool withBaggage)
    {
        CultureInfo culture = CultureSnapshot.Of(CultureInfo.CurrentCulture);
        CultureInfo uiCulture = CultureSnapshot.Of(CultureInfo.CurrentUICulture);
        CallerTrace? trace = CallerTrace.Capture(withBaggage);
        CallerSurroundings? last = Volatile.Read(ref s_last);
        if (trace is null && last is not null && ReferenceEquals(last.Culture, culture) && ReferenceEquals(last.UICulture, uiCulture))
        {
            return last;
        }

        var made = new CallerSurroundings(culture, uiCulture, trace);
        if (trace is null)
        {
            Volatile.Write(ref s_last, made);
        }

        return made;
    }

    /// <summary>Makes the cultures those of this thread and of what it starts.</summary>
    public void ApplyCulture()
    {
        // A thread that has them already stays without async-locals, which every later change of the context would have to compare.
        if (!ReferenceEquals(CultureInfo.CurrentCulture, Culture))
        {
            CultureInfo.CurrentCulture = Culture;
        }

        if (!ReferenceEquals(CultureInfo.CurrentUICulture, UICulture))
        {
            CultureInfo.CurrentUICulture = UICulture;
        }
    }

    /// <summary>Makes the task a child of the caller's span.</summary>
    public void BeginActivity(TaskContext task)
    {
        if (Trace is null)
        {
            return;
        }

        try
        {
            task.Activity = TaskActivity.Begin(Trace);
        }
        catch (Exception)
        {
            // A listener or sampler of the user's threw. The task runs without an activity: what traces it does not decide whether it runs.
        }
    }
}

using System.Diagnostics;

namespace Pathos;

/// <summary>The activity that a task runs in when its caller had one. The only code here that needs the library of activities.</summary>
internal static class TaskActivity
{
    private const string Name = "Pathos.Task";

    private static readonly ActivitySource s_source = new("Pathos");

    public static CallerTrace? CurrentPlace(bool withBaggage)
    {
        if (Activity.Current is not { Id: { Length: <= CallerTrace.LongestParent } id } activity)
        {
            return null;
        }

        string? state = activity.TraceStateString is { Length: > 0 and <= CallerTrace.LongestState } text ? text : null;
        return new CallerTrace(id, state, withBaggage ? Baggage(activity) : []);
    }

    /// <summary>Starts a child of the caller's span and makes it current. An exporter that listens to the source "Pathos" gets it as a
    /// span of its own.</summary>
    public static IDisposable Begin(CallerTrace caller)
    {
        Activity activity = s_source.CreateActivity(Name, ActivityKind.Internal, caller.Parent) ?? new Activity(Name).SetParentId(caller.Parent);
        activity.TraceStateString = caller.State;
        foreach ((string key, string? value) in caller.Baggage.Reverse())
        {
            // The newest entry comes first when it is read.
            activity.AddBaggage(key, value);
        }

        return activity.Start();
    }

    private static List<KeyValuePair<string, string?>> Baggage(Activity activity)
    {
        var entries = new List<KeyValuePair<string, string?>>();
        int length = 0;
        foreach (KeyValuePair<string, string?> entry in activity.Baggage)
        {
            length += CallerTrace.LengthOf(entry);
            if (length > CallerTrace.LongestBaggage || entries.Count == CallerTrace.MostBaggage)
            {
                break;
            }

            entries.Add(entry);
        }

        return entries;
    }
}

using System.Runtime.Serialization;

namespace Pathos.Serialization;

/// <summary>Objects of the user's that want to know when all has been read.</summary>
internal sealed partial class GraphReader
{
    // In the order in which they were announced; null until there is one.
    private List<PendingObject>? _callbacks;

    /// <summary>Calls back, when the graph is complete. What lies deeper was announced later, and is called first.</summary>
    public void CallBack()
    {
        for (int i = (_callbacks?.Count ?? 0) - 1; i >= 0; i--)
        {
            PendingObject next = _callbacks![i];
            _at = next.At;
            try
            {
                ((IDeserializationCallback)next.Value).OnDeserialization(null);
            }
            catch (Exception error)
            {
                throw new ForeignCodeException(error);
            }
        }
    }

    private T Noted<T>(T value, TypePlan plan)
        where T : class
    {
        if (plan.HasCallback && value is IDeserializationCallback)
        {
            (_callbacks ??= []).Add(new PendingObject(value, plan, _at));
        }

        return value;
    }
}

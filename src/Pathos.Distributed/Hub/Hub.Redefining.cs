using System.Diagnostics;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>What becomes of a batch whose worker lacks the function.</summary>
/// <remarks>
/// A large captured array is sent from where it lies. It may have changed since it was hashed: by another thread, or because an earlier
/// call was over before its function had left, and its
/// caller went on. The worker hashes what came before it uses it. If that is another content, it runs nothing and says so here.
/// </remarks>
internal sealed partial class Hub
{
    // What an earlier call left behind is mended by the first. What changes again and again is changed while the call runs.
    private const int MostRedefinitions = 2;

    /// <summary>Sends the function of a batch again, and the batch behind it, to the worker that has it. False when that was tried before,
    /// in vain.</summary>
    private bool TryRedefine(HubWorker worker, HubTask task)
    {
        lock (_gate)
        {
            if (task.Redefinitions >= MostRedefinitions)
            {
                return false;
            }

            task.Redefinitions++;
            worker.Lacks(task);

            // It comes behind what waits on the worker now.
            worker.Unassign(task);
            worker.Assign(task);
            worker.HeadSince = Stopwatch.GetTimestamp();
            List<Message> messages = [];
            worker.Compose(task, messages);
            worker.Sender!.Enqueue(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(messages));
            return true;
        }
    }

    private static NotShippableException ChangedFunction() => new(
        FunctionPath.Root,
        "function",
        "A large array that it captured changed while the call was running, before every worker had it.",
        "Change it when the call is over, or capture a copy of it.");
}

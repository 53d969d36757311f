using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>How a worker goes on being read when code of the user's keeps a reading thread.</summary>
internal sealed partial class Hub
{
    /// <summary>Looks after the workers from time to time. Returns whether there is anything left to look after.</summary>
    /// <param name="now">The time watched so far.</param>
    private bool LookAfterWorkers(TimeSpan now)
    {
        bool anyHandling = TakeOverReading();
        return EndSilentWorkers(now) || anyHandling;
    }

    /// <summary>Gives the reading of a worker to a new thread where the old one has been inside one frame for too long. Returns whether
    /// any is inside one.</summary>
    private bool TakeOverReading()
    {
        HubWorker[] workers;
        lock (_gate)
        {
            workers = [.. _workers];
        }

        bool anyHandling = false;
        foreach (HubWorker worker in workers)
        {
            anyHandling |= worker.Turn.IsHandling;
            if (worker.Reader is { } reader)
            {
                TakeOverReading(worker, reader);
            }
        }

        return anyHandling;
    }

    private void TakeOverReading(HubWorker worker, FrameReader reader)
    {
        try
        {
            worker.Turn.TakeOver(
                reader,
                _options.HeartbeatTimeout,
                turn => new Thread(() => Read(worker, turn)) { IsBackground = true, Name = $"pathos hub {worker.Name}" }.UnsafeStart());
        }
        catch (OutOfMemoryException)
        {
            // No room for one more thread now. The turn was not taken, and the next look tries again.
        }
    }
}

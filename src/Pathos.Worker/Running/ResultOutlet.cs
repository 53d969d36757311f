using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Sends the results of batches: those of quick ones together, when more work waits anyway.</summary>
/// <remarks>
/// A result that is held back runs again if this process dies meanwhile. So only batches of less than a millisecond are held, for less than a millisecond, and never
/// those whose items may not be repeated. What is held leaves when the worker runs dry, before the next batch is decoded if that may take long, and by the lane's monitor
/// when the next batch does.
/// </remarks>
internal sealed class ResultOutlet(FrameConnection connection, WorkQueue work) : ILaneOutlet
{
    private const int QuickToDecode = 16 << 10;
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(1);

    public bool IsHolding => connection.IsHolding;

    public void Flush() => connection.Flush();

    /// <summary>Sends the end of a batch, or a part of it.</summary>
    /// <param name="isRepeatable">Whether the batch may run again.</param>
    public void Send(in Message message, bool isLast, TimeSpan elapsed, bool isRepeatable)
    {
        if (isLast && isRepeatable && elapsed < s_longest && message.Blocks.Length == 0 && message.Payload.Length < QuickToDecode && work.HasWaiting && connection.HeldFor < s_longest)
        {
            connection.Hold(message);
        }
        else
        {
            connection.Send(message);
        }
    }

    /// <summary>The next batch is about to be decoded.</summary>
    public void BeforeDecoding(BatchWork next)
    {
        if (next.Blocks.Length > 0 || next.Payload.Length > QuickToDecode)
        {
            connection.Flush();
        }
    }
}

using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>Sends what tasks write to the console to the hub, line by line, each with the item that wrote it.</summary>
/// <remarks>It leaves on the connection of the results, so a task's lines are there before its result is. Native code that writes to the descriptors
/// themselves is heard by the hub at the other end of the process's pipes.</remarks>
internal sealed class ConsoleForwarding
{
    private readonly LineWriter _output;
    private readonly LineWriter _error;

    public ConsoleForwarding(FrameConnection connection, Func<long> batchId)
    {
        _output = new LineWriter((index, line) => Send(index, line, isError: false));
        _error = new LineWriter((index, line) => Send(index, line, isError: true));

        void Send(long index, string line, bool isError)
        {
            // One that is longer than the hub takes comes in pieces.
            do
            {
                string piece = Bounds.Cut(line, Bounds.Output);
                connection.Send(new Message(MessageKind.Output, batchId(), new Wire.Output(piece, isError, index)));
                line = line[piece.Length..];
            }
            while (line.Length > 0);
        }
    }

    public TextWriter Output => _output;

    public TextWriter Error => _error;

    /// <summary>Sends lines that were begun and not ended: their task has.</summary>
    public void FlushLines()
    {
        _output.FlushLines();
        _error.FlushLines();
    }
}

using Xunit;

namespace Pathos;

public sealed class WorkerLostExceptionTests
{
    [Fact]
    public void Message_LastLinesHaveWhatATerminalObeys_ShowsItAndStaysInLines()
    {
        var exit = new WorkerExit(ExitCode: 3, Signal: null, ["\u001b]0;title\u0007", "second"]);
        var loss = new WorkerLoss("worker 1", ProcessId: 7, "host", WorkerLoss.Gone, Task.FromResult(exit));

        var error = new WorkerLostException(loss, exit, index: 0, attempts: 1);

        Assert.EndsWith(string.Join(Environment.NewLine, @"\u001B]0;title\u0007", "second"), error.Message, StringComparison.Ordinal);
        Assert.Equal("\u001b]0;title\u0007", error.LastErrorLines[0]);
    }
}

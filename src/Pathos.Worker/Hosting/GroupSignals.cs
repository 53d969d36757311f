using System.Runtime.InteropServices;

namespace Pathos.Worker;

/// <summary>Outlives the signals that reach every process of a group, a terminal or a service. What they mean is decided by the
/// parent.</summary>
/// <remarks>
/// A worker that ended by such a signal would look like a loss to a program that drains. A parent that ends by it closes the connection,
/// and the worker ends with that.
/// A handler is not passed on to programs that tasks start, as an ignored signal would be: those programs end by these signals as usual.
/// </remarks>
internal sealed class GroupSignals : IDisposable
{
    private static readonly PosixSignal[] s_signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly PosixSignalRegistration[] _registrations = Array.ConvertAll(s_signals, static signal => PosixSignalRegistration.Create(signal, Forget));

    public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());

    private static void Forget(PosixSignalContext context) => context.Cancel = true;
}

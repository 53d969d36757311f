using System.Runtime.InteropServices;

namespace Pathos.Cli.Commands;

/// <summary>A signal that asks a command to end. The second one hurries a command that asks for it; else it goes its usual way, for a
/// command that does not listen.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenSource? _hurry;
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption(params PosixSignal[] signals)
        : this(canHurry: false, signals)
    {
    }

    /// <param name="canHurry">Whether the command listens to the second signal too.</param>
    /// <param name="signals">The signals.</param>
    public Interruption(bool canHurry, params PosixSignal[] signals)
    {
        _hurry = canHurry ? new CancellationTokenSource() : null;
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Take))];
    }

    /// <summary>Gets the token that is cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Gets the token that is cancelled by the second signal.</summary>
    public CancellationToken Hurry => _hurry?.Token ?? CancellationToken.None;

    public void Dispose()
    {
        Array.ForEach(_registrations, static registration => registration.Dispose());
        _source.Dispose();
        _hurry?.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        if (!_source.IsCancellationRequested)
        {
            context.Cancel = true;
            _source.Cancel();
        }
        else if (_hurry is { IsCancellationRequested: false })
        {
            context.Cancel = true;
            _hurry.Cancel();
        }
    }
}

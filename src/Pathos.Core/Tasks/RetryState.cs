namespace Pathos;

/// <summary>What is remembered of an item that was tried before.</summary>
/// <param name="Losses">How many workers were lost while they executed it.</param>
/// <param name="Exceptions">How many of its tries failed and left their worker alive.</param>
internal sealed record RetryState(int Losses, int Exceptions)
{
    public static readonly RetryState None = new(0, 0);

    public int Attempts => Losses + Exceptions;

    public RetryState After(in TaskFailure failure) => failure.Loss is not null
        ? this with { Losses = Losses + 1 }
        : this with { Exceptions = Exceptions + 1 };
}

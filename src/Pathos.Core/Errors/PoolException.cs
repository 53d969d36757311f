namespace Pathos;

/// <summary>What every error of a pool itself derives from. A user's own exception arrives as its own type instead.</summary>
public abstract class PoolException : Exception
{
    private protected PoolException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

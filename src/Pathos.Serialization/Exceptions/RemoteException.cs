namespace Pathos;

/// <summary>An exception from another process whose own type could not be rebuilt here.</summary>
public sealed class RemoteException : Exception
{
    internal RemoteException(string typeName, string message, string? remoteStackTrace, Exception? inner)
        : base(message, inner)
    {
        TypeName = typeName;
        RemoteStackTrace = remoteStackTrace;
    }

    /// <summary>Gets the full name of the original type.</summary>
    public string TypeName { get; }

    /// <summary>Gets the stack trace of the original, or null if it was never thrown.</summary>
    public string? RemoteStackTrace { get; }

    /// <summary>Describes the exception with its original type's name.</summary>
    /// <returns>The text of <see cref="Exception.ToString"/>, headed by the original type.</returns>
    public override string ToString() => $"[{TypeName}] {base.ToString()}";
}

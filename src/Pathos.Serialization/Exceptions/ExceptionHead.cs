namespace Pathos.Serialization;

/// <summary>An exception that was announced with its text. The entries of its <c>Data</c> and its fields follow when everything else is
/// there.</summary>
internal sealed class ExceptionHead(Exception exception, int id, FieldPlan[] fields, PathNode? at)
{
    public Exception Exception { get; } = exception;

    public int Id { get; } = id;

    /// <summary>Gets the fields that its type adds; none where it travels as text.</summary>
    public FieldPlan[] Fields { get; } = fields;

    public PathNode? At { get; } = at;

    /// <summary>Gets where in the payload it is said whether the exception is of its own type. Only a writer needs it.</summary>
    public int KindPosition { get; init; }
}

/// <summary>How an announced exception is rebuilt. Part of the wire format.</summary>
internal static class ExceptionKind
{
    /// <summary>As a <see cref="RemoteException"/>; no type follows.</summary>
    public const byte Text = 0;

    /// <summary>As an object of the type that follows.</summary>
    public const byte Typed = 1;

    /// <summary>As a <see cref="RemoteException"/>: the type that follows has a field that could not travel.</summary>
    public const byte Demoted = 2;
}

/// <summary>The number that stands where only an exception can stand. Part of the wire format.</summary>
internal static class ExceptionTag
{
    public const int Null = 0;
    public const int New = 1;
    public const int First = 2;

    /// <summary>The length of a part that could not travel.</summary>
    public const int Missing = -1;
}

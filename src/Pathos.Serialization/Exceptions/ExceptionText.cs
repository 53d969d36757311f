namespace Pathos.Serialization;

/// <summary>What is known of an exception without its type. It always arrives.</summary>
internal readonly record struct ExceptionText(
    string TypeName, string Message, string? OwnMessage, string? StackTrace, string? HelpLink, string? Source, int HResult)
{
    /// <summary>Asks an exception. Its members are virtual, so each of them may throw.</summary>
    public static ExceptionText Of(Exception exception) => new(
        // A remote exception that travels on is still what it was in the first place.
        exception is RemoteException remote ? remote.TypeName : TypeNames.Of(exception.GetType()),
        MessageOf(exception) ?? "(its Message threw)",
        ExceptionLayout.Message?.GetValue(exception) as string,
        Ask(exception, static e => e is RemoteException r ? Join(r.RemoteStackTrace, r.StackTrace) : e.StackTrace),
        Ask(exception, static e => e.HelpLink),
        Ask(exception, static e => e.Source),
        exception.HResult);

    /// <summary>The least that is said of an exception: what its type was.</summary>
    public static ExceptionText NameOf(Exception exception, string message) =>
        new(TypeNames.Of(exception.GetType()), message, null, null, null, null, exception.HResult);

    public static ExceptionText Read(PayloadReader reader) => new(
        reader.ReadString() ?? "?",
        reader.ReadString() ?? string.Empty,
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadString(),
        reader.ReadRaw<int>());

    public void Write(PayloadWriter writer)
    {
        writer.WriteString(TypeName);
        writer.WriteString(Message);
        writer.WriteString(OwnMessage);
        writer.WriteString(StackTrace);
        writer.WriteString(HelpLink);
        writer.WriteString(Source);
        writer.WriteRaw(HResult);
    }

    /// <summary>The members of an exception are virtual: they are the user's code, and may throw in turn.</summary>
    public static T? Ask<T>(Exception exception, Func<Exception, T?> question)
        where T : class
    {
        try
        {
            return question(exception);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>The message of an aggregate repeats those of all that it holds. In a chain of aggregates that takes the square of its
    /// depth, and a stack.</summary>
    private static string? MessageOf(Exception exception) =>
        exception.GetType() == typeof(AggregateException) && exception.InnerException is AggregateException
            ? ExceptionLayout.Message?.GetValue(exception) as string
            : Ask(exception, static e => e.Message);

    private static string? Join(string? earlier, string? later) =>
        earlier is null || later is null || later.Contains(earlier, StringComparison.Ordinal)
            ? later ?? earlier
            : earlier + Environment.NewLine + later;
}

using Microsoft.Extensions.Logging;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Does what a peer that holds the secret came to a server for, or says why not.</summary>
internal sealed partial class ServerDesk(
    LentWorkers lent, ServerHelpers helpers, DescriptorBudget budget, ILogger logger, CancellationToken stopping)
{
    public required Func<ServerStatistics> OnStatus { get; init; }

    /// <summary>Gets who hears that a client has gone.</summary>
    public required Action OnLeft { get; init; }

    /// <summary>Gets what leaves the port to the next server.</summary>
    public required Func<Task> OnSuccession { get; init; }

    /// <summary>Takes a connection, which is closed where nothing can be done. Never fails.</summary>
    public async Task TakeAsync(string from, Admission admission)
    {
        try
        {
            if (await TryTakeAsync(from, admission.Transport, admission.Greeting).OnLibraryThreads() is { } refusal)
            {
                LogTurnedAway(logger, from, refusal);
                LastMessage.Refuse(from, admission.Transport, refusal, stopping);
            }
        }
        catch (Exception error)
        {
            // No thread or descriptor for this one, say. The others go on.
            LogFailed(logger, error, from);
            admission.Transport.Close();
        }
    }

    /// <summary>Null when it is done; else why not.</summary>
    private async Task<string?> TryTakeAsync(string from, Transport transport, Greeting greeting)
    {
        switch (greeting.Purpose)
        {
            case ConnectionPurpose.Pool:
                return Serve(from, transport);
            case ConnectionPurpose.Helper:
                if (lent.IsClosed)
                {
                    return LentWorkers.Draining;
                }

                if (budget.TryPromiseSession(out string full) is not { } control)
                {
                    return full;
                }

                return helpers.TryListen(from, transport, control.Dispose);
            case ConnectionPurpose.SessionWithHelper:
                if (budget.TryPromiseSession(out string tooMany) is not { } session)
                {
                    return tooMany;
                }

                return await helpers.TryJoinAsync(from, greeting.Ticket, transport, session.Dispose).OnLibraryThreads()
                    ? null
                    : "the machine that was asked for works for it no longer, or does not answer.";
            case ConnectionPurpose.Status:
                StatusInquiry.Answer(from, transport, OnStatus(), stopping);
                return null;
            case ConnectionPurpose.Succession:
                if (!lent.IsClosed)
                {
                    return "it is not draining, and keeps its port.";
                }

                LogSucceeded(logger, from);
                await OnSuccession().OnLibraryThreads();
                transport.Close();
                return null;
            case ConnectionPurpose.HelperSession when helpers.TryBring(greeting.Ticket, transport):
                return null;
            default:
                return "it was asked for what there is not.";
        }
    }

    private string? Serve(string from, Transport transport)
    {
        HelperWatcher? watcher = null;
        string? refusal = lent.TryServe(from, transport, node => watcher = helpers.Watch(message => node.Tell(message)), () =>
        {
            // On the thread that opened it, or for a client that went before.
            if (watcher is not null)
            {
                helpers.Unwatch(watcher);
            }

            LogLeft(logger, from);
            OnLeft();
        });
        if (refusal is null)
        {
            LogJoined(logger, from);
        }

        return refusal;
    }

    [LoggerMessage(30, LogLevel.Information, "Client {Client} joined.")]
    private static partial void LogJoined(ILogger logger, string client);

    [LoggerMessage(31, LogLevel.Information, "Client {Client} left.")]
    private static partial void LogLeft(ILogger logger, string client);

    [LoggerMessage(40, LogLevel.Information, "Client {Client} was turned away: {Reason}")]
    private static partial void LogTurnedAway(ILogger logger, string client, string reason);

    [LoggerMessage(41, LogLevel.Error, "Client {Client} could not be served.")]
    private static partial void LogFailed(ILogger logger, Exception error, string client);

    [LoggerMessage(42, LogLevel.Information, "The port is left to the next server, which asked from {Client}.")]
    private static partial void LogSucceeded(ILogger logger, string client);
}

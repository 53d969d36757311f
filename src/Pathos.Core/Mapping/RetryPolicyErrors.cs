using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>Tells of a retry policy that threw: in the log, and on the exception of the task that it was asked about.</summary>
internal static partial class RetryPolicyErrors
{
    public static void Tell(ILogger? logger, string call, Exception ofTask, Exception ofPolicy)
    {
        TaskData.AnnotatePolicyError(ofTask, ofPolicy);
        if (GuardedLogger.Over(logger) is { } guarded)
        {
            LogPolicyThrew(guarded, ofPolicy, call);
        }
    }

    [LoggerMessage(3, LogLevel.Error, "The retry policy of {Call} threw; the task that it was asked about is not tried again.")]
    private static partial void LogPolicyThrew(ILogger logger, Exception error, string call);
}

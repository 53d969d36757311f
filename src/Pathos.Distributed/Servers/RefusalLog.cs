using System.Net;
using Microsoft.Extensions.Logging;

namespace Pathos.Distributed;

/// <summary>Tells of connections that proved nothing: a few at a time, and of the rest how many they were. A peer that knocks all day does
/// not fill a disk.</summary>
internal sealed partial class RefusalLog(ILogger logger, TimeProvider time)
{
    private const int AtOnce = 10;
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TokenBucket _allowed = new(AtOnce, s_interval, time);
    private long _passedOver;

    public void Add(EndPoint? client, string why)
    {
        long passedOver;
        lock (_gate)
        {
            if (!_allowed.TryTake())
            {
                _passedOver++;
                return;
            }

            (passedOver, _passedOver) = (_passedOver, 0);
        }

        if (passedOver > 0)
        {
            LogPassedOver(logger, passedOver);
        }

        LogRefused(logger, client, why);
    }

    /// <summary>Tells how many were not told of yet.</summary>
    public void Flush()
    {
        long passedOver;
        lock (_gate)
        {
            (passedOver, _passedOver) = (_passedOver, 0);
        }

        if (passedOver > 0)
        {
            LogPassedOver(logger, passedOver);
        }
    }

    [LoggerMessage(32, LogLevel.Warning, "Client {Client} did not prove that it holds the secret, and was refused: {Why}.")]
    private static partial void LogRefused(ILogger logger, EndPoint? client, string why);

    [LoggerMessage(39, LogLevel.Warning, "{Count} more connections proved nothing and were refused.")]
    private static partial void LogPassedOver(ILogger logger, long count);
}

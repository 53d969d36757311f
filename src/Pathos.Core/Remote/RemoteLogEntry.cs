using Microsoft.Extensions.Logging;

namespace Pathos;

/// <summary>What a task wrote to a logger that it had captured.</summary>
internal sealed record RemoteLogEntry(LogLevel Level, int EventId, string? EventName, string Message, Exception? Exception);

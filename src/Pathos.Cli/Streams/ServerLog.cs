using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Pathos.Cli.Streams;

/// <summary>What the operator of a server should know, a line each on standard error: time, level, client, what happened. As JSON by
/// option.</summary>
internal sealed class ServerLog : ILogger, IDisposable
{
    private const string ClientField = "Client";

    private static readonly EventId s_ofCommand = new(50);

    private readonly LineQueue _lines;
    private readonly bool _isJson;

    public ServerLog(bool isJson)
    {
        _isJson = isJson;
        _lines = new LineQueue(
            StandardStreams.TryWriteError,
            lost => Render(LogLevel.Warning, s_ofCommand, client: null, $"{lost} lines of this log were lost before this one.", null));
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Add(Render(logLevel, eventId, ClientOf(state), formatter(state, exception), exception));
        }
    }

    /// <summary>Says something of the command itself.</summary>
    public void Say(LogLevel level, string message) => _lines.Add(Render(level, s_ofCommand, client: null, message, exception: null));

    public void Dispose() => _lines.Dispose();

    private static string? ClientOf<TState>(TState state) =>
        (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(static field => field.Key == ClientField).Value?.ToString();

    private string Render(LogLevel level, EventId id, string? client, string message, Exception? exception)
    {
        string time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string name = level.ToString().ToLowerInvariant();
        if (_isJson)
        {
            return JsonSerializer.Serialize(new { time, level = name, @event = id.Id, client, message, error = exception?.ToString() });
        }

        string cause = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})";
        return Visible.Text($"{time} {name} pathos: {message}{cause}");
    }
}

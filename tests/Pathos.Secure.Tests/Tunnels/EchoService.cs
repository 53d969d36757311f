using System.Net;
using System.Net.Sockets;

namespace Pathos.Secure.Tests;

/// <summary>Answers each connection with what it sends, until it sends no more.</summary>
internal sealed class EchoService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _accepting;
    private readonly List<Task> _answers = [];

    public EchoService()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _accepting.Soon();
        await Task.WhenAll(_answers).Soon();
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _answers.Add(AnswerAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await stream.CopyToAsync(stream, _ending.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The other side broke off, or the test has ended.
        }
    }
}

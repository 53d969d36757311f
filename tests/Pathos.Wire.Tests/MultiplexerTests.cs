namespace Pathos.Wire.Tests;

public sealed class MultiplexerTests : IDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(30);

    private readonly SocketPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task Close_OtherSideTakesNothing_DoesNotWaitForIt()
    {
        using var near = new Multiplexer(_pair.Near);
        Channel busy = near.Open(1);
        Channel idle = near.Open(2);

        // More than the system buffers, and nobody reads: whoever sends it stands still, holding the connection.
        Task sending = Task.Run(() => Assert.Throws<TransportClosedException>(() => busy.Send(new byte[Channel.Window])));

        await Task.Run(idle.Close).WaitAsync(s_bound);
        await Task.Run(() => near.Post(new Message(MessageKind.KeepAlive, 0, NoFields.Instance))).WaitAsync(s_bound);
        await Task.Run(busy.Close).WaitAsync(s_bound);

        Assert.False(sending.IsCompleted);
        near.Close();
        await sending.WaitAsync(s_bound);
    }

    [Fact]
    public async Task Close_BehindItsData_ArrivesAfterIt()
    {
        using var near = new Multiplexer(_pair.Near);
        using var far = new Multiplexer(_pair.Far);
        Channel from = near.Open(1);
        Channel to = far.Open(1);
        Task reading = Task.Run(() => far.Run(static _ => { }));
        byte[] sent = [.. Enumerable.Range(0, 3 * Channel.Window).Select(static i => (byte)(i % 251))];

        Task sending = Task.Run(() =>
        {
            from.Send(sent);
            from.Close();
        });

        // The credit for what is taken here goes the other way, which somebody has to read.
        Task crediting = Task.Run(() => near.Run(static _ => { }));
        Assert.Equal(sent, await Task.Run(() => ReadToEnd(to)).WaitAsync(s_bound));
        await sending.WaitAsync(s_bound);
        near.Close();
        far.Close();
        await Task.WhenAll(reading, crediting).WaitAsync(s_bound);
    }

    private static byte[] ReadToEnd(Channel channel)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[100_000];
        while (channel.Receive(buffer) is var count and > 0)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}

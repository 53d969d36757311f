using System.Text;

namespace Pathos.Secure.Tests;

/// <summary>What all streams of these tests are: read or written asynchronously, from the start.</summary>
internal abstract class TestStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Has always more.</summary>
internal sealed class EndlessStream : TestStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(buffer.Length);
}

/// <summary>Cannot be read.</summary>
internal sealed class FailingStream(Exception error) : TestStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException<int>(error);
}

/// <summary>Ends when it is told to, and says nothing until then.</summary>
internal sealed class GatedStream : TestStream
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public GatedStream(out TaskCompletionSource gate) => gate = _gate;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _gate.Task.WaitAsync(cancellationToken);
        return 0;
    }
}

/// <summary>Listens for a prompt; <see cref="Answer"/> ends when it was heard.</summary>
internal sealed class PromptStream : TestStream
{
    private readonly string _prompt;
    private readonly StringBuilder _heard = new();
    private readonly TaskCompletionSource _gate;

    public PromptStream(string prompt)
    {
        _prompt = prompt;
        Answer = new GatedStream(out _gate);
    }

    public Stream Answer { get; }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_heard.Append(Encoding.UTF8.GetString(buffer.Span)).ToString() == _prompt)
        {
            _gate.SetResult();
        }

        return ValueTask.CompletedTask;
    }
}

using System.Text;
using Pathos.Distributed;

namespace Pathos.Secure.Tests;

public sealed class MarkedReaderTests
{
    private const string Mark = "\u0001mark ";

    [Theory]
    [InlineData("before" + Mark + "start 1 2\ndata\u0001ma" + Mark + "end 0\nafter", "before|<start 1 2>|data\u0001ma|<end 0>", true)]
    [InlineData("\u0001\u0001mark\u0001mark", "\u0001\u0001mark\u0001mark", false)]
    [InlineData("data" + Mark + "start", "data" + Mark + "start", false)]
    [InlineData("", "", false)]
    public async Task ReadAsync_CutAnywhere_TellsDataFromMarks(string sent, string expected, bool ended)
    {
        for (int size = 1; size <= sent.Length + 1; size++)
        {
            var heard = new StringBuilder();
            bool isData = false;

            bool atEnd = await new MarkedReader(new CutStream(Encoding.ASCII.GetBytes(sent), size), Encoding.ASCII.GetBytes(Mark)).ReadAsync(
                data =>
                {
                    heard.Append(heard.Length > 0 && !isData ? "|" : "").Append(Encoding.ASCII.GetString(data.Span));
                    isData = true;
                    return ValueTask.CompletedTask;
                },
                mark =>
                {
                    heard.Append(heard.Length > 0 ? "|" : "").Append('<').Append(mark).Append('>');
                    isData = false;
                });

            Assert.Equal((expected, ended), (heard.ToString(), atEnd));
        }
    }

    /// <summary>Gives its bytes in pieces of one size.</summary>
    private sealed class CutStream(byte[] bytes, int size) : TestStream
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int length = Math.Min(Math.Min(size, buffer.Length), bytes.Length - _at);
            bytes.AsSpan(_at, length).CopyTo(buffer.Span);
            _at += length;
            return ValueTask.FromResult(length);
        }
    }
}

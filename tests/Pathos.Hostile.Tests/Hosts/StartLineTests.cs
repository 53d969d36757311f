using System.Text;
using Pathos.Launching;

namespace Pathos.Hostile.Tests;

/// <summary>The first lines on a program's standard input.</summary>
public sealed class StartLineTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(StartLine.Longest)]
    public async Task Read_LineAndMore_TakesTheLineAndNotAByteBeyond(int length)
    {
        string line = new('x', length);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes($"{line}\n{line}\nz"));

        Assert.Equal(line, StartLine.Read(input));
        Assert.Equal(line, await StartLine.ReadAsync(input, CancellationToken.None));
        Assert.Equal('z', input.ReadByte());
    }

    [Fact]
    public async Task Read_LineIsTooLong_IsRefusedAndNotCut()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(new string('x', StartLine.Longest + 1) + "\nnext\n");

        Assert.Throws<InvalidDataException>(() => StartLine.Read(new MemoryStream(bytes)));
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => StartLine.ReadAsync(new MemoryStream(bytes), CancellationToken.None));

        Assert.Contains("8192", error.Message, StringComparison.Ordinal);
    }
}

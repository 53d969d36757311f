using System.Diagnostics;
using Pathos.Distributed;

namespace Pathos.Secure.Tests;

public sealed class ShellQuoteTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("it's")]
    [InlineData("''")]
    [InlineData("$HOME `id` $(id) \\ \" ! * ? [a] {b} ~ # & | ; < > ( )")]
    [InlineData("line\nbreak\ttab")]
    [InlineData("-n")]
    [InlineData("~")]
    [InlineData("žluťoučký")]
    public async Task Words_ReadByAShell_AreTheTextsAgain(string text)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("printf '[%s]' " + ShellQuote.Words(text, "end"));
        using Process shell = Process.Start(start)!;

        Assert.Equal($"[{text}][end]", await shell.StandardOutput.ReadToEndAsync().Soon());
        await shell.WaitForExitAsync().Soon();
    }

    [Fact]
    public void Word_WithNul_IsRefused() => Assert.Throws<ArgumentException>(() => ShellQuote.Word("a\0b"));
}

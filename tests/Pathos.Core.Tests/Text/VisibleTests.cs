namespace Pathos.Core.Tests;

/// <summary>Text from elsewhere, as it is shown.</summary>
public sealed class VisibleTests
{
    [Theory]
    [InlineData("plain, äöü, 漢字, 😀, a\ttab", "plain, äöü, 漢字, 😀, a\ttab")]
    [InlineData("a\u001b[31mb", @"a\u001B[31mb")]
    [InlineData("line\r\nother", @"line\u000D\u000Aother")]
    [InlineData("a\0b\u007f\u009bc", @"a\u0000b\u007F\u009Bc")]
    [InlineData("left\u202eright\u2066x", @"left\u202Eright\u2066x")]
    public void Text_WithWhatATerminalObeys_ShowsIt(string text, string shown) => Assert.Equal(shown, Visible.Text(text));

    [Theory]
    [InlineData("one\ntwo\r\nthree", "one\ntwo\r\nthree")]
    [InlineData("one\rtwo\u001b", @"one\u000Dtwo\u001B")]
    public void Lines_OfSeveral_StayLines(string text, string shown) => Assert.Equal(shown, Visible.Lines(text));
}

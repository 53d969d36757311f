namespace Pathos.Wire.Tests;

public sealed class OverridingCodeTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        OpenNode read = Transfer(new OverridingCode(["Microsoft.NETCore.App"], [new CodeOffer("System.Text.Json", Hash, 7), new CodeOffer("\u00e4", Hash, 1)]));

        Assert.Equal(["Microsoft.NETCore.App"], read.Overrides.Frameworks);
        Assert.Equal([new CodeOffer("System.Text.Json", Hash, 7), new CodeOffer("\u00e4", Hash, 1)], read.Overrides.Files);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("..", 1)]
    [InlineData("../System.Text.Json", 1)]
    [InlineData("folder/System.Text.Json", 1)]
    [InlineData("System.Text.Json", 0)]
    [InlineData("System.Text.Json", -1)]
    [InlineData("System.Text.Json", Bounds.CodeFile + 1)]
    [InlineData("System.Text.Json", long.MaxValue)]
    public void Read_WhatCannotBeAnAssembly_IsRefused(string name, long size) =>
        Assert.Throws<InvalidDataException>(() => Transfer(new OverridingCode([], [new CodeOffer(name, Hash, size)])));

    [Fact]
    public void Read_MoreThanAnyProgramHas_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => Transfer(new OverridingCode([], [.. Enumerable.Repeat(new CodeOffer("A", Hash, 1), 10_001)])));

    [Fact]
    public void Read_MoreBytesThanAnyProgramHas_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => Transfer(new OverridingCode([], [.. Enumerable.Repeat(new CodeOffer("A", Hash, Bounds.CodeFile), 5)])));

    private static OpenNode Transfer(OverridingCode code)
    {
        var sent = new OpenNode(Protocol.Version, "10.0.0", "{}", null, null, 0, new NodePatience(TimeSpan.FromSeconds(10)), [], code);
        var bytes = new byte[sent.MaxSize];
        int length = sent.Write(bytes);
        return OpenNode.Read(bytes.AsSpan(0, length));
    }
}

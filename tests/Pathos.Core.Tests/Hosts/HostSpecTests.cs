using Xunit;

namespace Pathos;

public sealed class HostSpecTests
{
    [Theory]
    [InlineData("serial", "serial", null, "serial", null, null)]
    [InlineData("threads/4", "threads", null, "threads", null, 4)]
    [InlineData("local/0", "local", null, "local", null, 0)]
    [InlineData("mini", "tcp", null, "mini", null, null)]
    [InlineData("mini/2", "tcp", null, "mini", null, 2)]
    [InlineData("tcp://mini:8899/2", "tcp", null, "mini", 8899, 2)]
    [InlineData("SSH://alice@maxi:10022/8", "ssh", "alice", "maxi", 10022, 8)]
    [InlineData("ssh://ssh/4", "ssh", null, "ssh", null, 4)]
    [InlineData("tcp://[::1]:80/3", "tcp", null, "::1", 80, 3)]
    [InlineData("mpi://local/16", "mpi", null, "local", null, 16)]
    [InlineData("slurm://partition/32?time=01:00:00", "slurm", null, "partition", null, 32)]
    public void Parse_WellFormed_EveryPartAndBack(string text, string scheme, string? user, string host, int? port, int? workers)
    {
        HostSpec spec = HostSpec.Parse(text);

        Assert.Equal((scheme, user, host, port, workers), (spec.Scheme, spec.User, spec.Host, spec.Port, spec.Workers));
        HostSpec again = HostSpec.Parse(spec.ToString());
        Assert.Equal((scheme, user, host, port, workers), (again.Scheme, again.User, again.Host, again.Port, again.Workers));
        Assert.Equal(spec.Settings, again.Settings);
    }

    [Fact]
    public void Parse_Settings_AreUnescapedAndSurviveTheWayBack()
    {
        HostSpec spec = HostSpec.Parse("ssh://maxi?key=%2Fa%26b&empty=");

        Assert.Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["key"] = "/a&b", ["empty"] = "" }, spec.Settings);
        Assert.Equal(spec.Settings, HostSpec.Parse(spec.ToString()).Settings);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("://x", 0)]
    [InlineData("s_h://x", 1)]
    [InlineData("ssh://", 6)]
    [InlineData("ssh://@maxi", 6)]
    [InlineData("ssh://al:pw@maxi", 8)]
    [InlineData("ssh://ma xi", 8)]
    [InlineData("mini:", 5)]
    [InlineData("mini:0", 5)]
    [InlineData("mini:65536", 5)]
    [InlineData("mini:99999999999", 5)]
    [InlineData("mini/", 5)]
    [InlineData("mini/x", 5)]
    [InlineData("mini/-1", 5)]
    [InlineData("mini/99999999999", 5)]
    [InlineData("mini/2x", 6)]
    [InlineData("mini/2/3", 6)]
    [InlineData("mini?", 5)]
    [InlineData("mini?=v", 5)]
    [InlineData("mini?a=1&b", 9)]
    [InlineData("mini?a=1&a=2", 9)]
    [InlineData("tcp://[::1/2", 6)]
    [InlineData("tcp://[]/2", 7)]
    [InlineData("tcp://[:: ]/2", 9)]
    [InlineData("alice@local/2", 0)]
    [InlineData("local:80", 5)]
    [InlineData("threads://far/2", 0)]
    public void Parse_NotWellFormed_PointsAtTheCharacter(string text, int position)
    {
        HostSpecException error = Assert.Throws<HostSpecException>(() => HostSpec.Parse(text));

        Assert.Equal((text, position), (error.Spec, error.Position));
        string[] lines = error.Message.Split(Environment.NewLine);
        Assert.Equal(position, lines[2].IndexOf('^', StringComparison.Ordinal) - 4);
    }

    [Theory]
    [InlineData("warp://x/2", 0)]
    [InlineData("serial/2", 7)]
    public void Open_SpecNobodyServes_PointsAtTheCharacter(string text, int position) =>
        Assert.Equal(position, Assert.Throws<HostSpecException>(() => Pool.Open(text)).Position);

    [Fact]
    public async Task Open_PartsOfAMix_HaveWorkersOfDifferentNames()
    {
        await using Pool pool = await Pool.OpenAsync("threads/2", "threads/1", "serial").Soon();

        string[] names = await pool.RunOnAllAsync(static () => TaskContext.Current.Worker).Soon();

        Assert.Equal(4, names.Distinct(StringComparer.Ordinal).Count());
    }
}

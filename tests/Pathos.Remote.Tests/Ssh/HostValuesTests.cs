using Pathos.Worker;

namespace Pathos.Remote.Tests;

/// <summary>How the workers of a host share a value that came there.</summary>
public sealed class HostValuesTests : IDisposable
{
    private const string Hash = "00ff";

    private static readonly SentValue s_value = new([1, 2, 3], [(new double[] { 1.5, 2.5 }, 0, 2 * sizeof(double), false)]);

    private readonly TestFolder _folder = new();
    private int _fetched;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Get_ManyWorkersAtATime_OneFetchesAndAllHaveIt()
    {
        SentValue?[] values = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new HostValues(_folder.Path).Get(Hash, Fetch)))).Soon();

        Assert.Equal(1, _fetched);
        Assert.All(values, AssertIsIt);
    }

    [Fact]
    public void Get_WhoeverFetchedItGaveUp_TheNextFetches()
    {
        Assert.Null(new HostValues(_folder.Path).Get(Hash, static () => null));
        Assert.Throws<IOException>(() => new HostValues(_folder.Path).Get(Hash, static () => throw new IOException("cut off")));

        AssertIsIt(new HostValues(_folder.Path).Get(Hash, Fetch));
    }

    [Fact]
    public void Get_AFileThatIsNotWhole_IsFetchedAnew()
    {
        AssertIsIt(new HostValues(_folder.Path).Get(Hash, Fetch));
        string file = Assert.Single(Directory.GetFiles(_folder.Path, "*.value"));
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.SetLength(stream.Length - 1);
        }

        AssertIsIt(new HostValues(_folder.Path).Get(Hash, Fetch));
        Assert.Equal(2, _fetched);
    }

    [Fact]
    public void Get_NoRoomToLeaveIt_IsFetchedByEverybody()
    {
        var values = new HostValues(Path.Combine(_folder.Path, "gone"));

        AssertIsIt(values.Get(Hash, Fetch));
        AssertIsIt(values.Get(Hash, Fetch));
        Assert.Equal(2, _fetched);
    }

    [Fact]
    public void Get_AHashThatIsAPath_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => new HostValues(_folder.Path).Get("../elsewhere", Fetch));

    private SentValue? Fetch()
    {
        Interlocked.Increment(ref _fetched);
        return s_value;
    }

    private static void AssertIsIt(SentValue? value)
    {
        Assert.NotNull(value);
        Assert.Equal(s_value.Payload, value.Payload);
        Assert.Equal(s_value.Blocks[0].Array, Assert.Single(value.Blocks).Array);
    }
}

using Xunit;

namespace Pathos.Serialization.Tests;

public sealed class ObjectIdsTests
{
    [Fact]
    public void GoBack_TableHasGrownSinceTheLogBegan_KnowsExactlyWhatCameBefore()
    {
        object[] all = [.. Enumerable.Range(0, 5000).Select(static _ => new object())];
        ObjectIds ids = new();
        for (int i = 0; i < 1000; i++)
        {
            ids.Add(all[i], i);
        }

        ids.BeginLog();
        for (int i = 1000; i < 2000; i++)
        {
            ids.Add(all[i], i);
        }

        int log = ids.LogCount;
        for (int i = 2000; i < all.Length; i++)
        {
            ids.Add(all[i], i);
        }

        ids.GoBack(log);

        Assert.All(all[..2000], (key, i) => Assert.True(ids.TryGet(key, out int id) && id == i));
        Assert.All(all[2000..], key => Assert.False(ids.TryGet(key, out _)));
    }
}

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

    [Fact]
    public void GoBack_KeysStandBehindTheGaps_AreStillFound()
    {
        // A table that grows puts keys that had gone round its end before those that they had to make way for. Hash codes of objects are
        // the runtime's, so this happens in some tables of many.
        for (int table = 0; table < 3000; table++)
        {
            object[] all = [.. Enumerable.Range(0, 24).Select(static _ => new object())];
            ObjectIds ids = new();
            for (int i = 0; i < all.Length; i++)
            {
                if (i == 4)
                {
                    ids.BeginLog();
                }

                ids.Add(all[i], i);
            }

            ids.GoBack(0);

            Assert.All(all[..4], (key, i) => Assert.True(ids.TryGet(key, out int id) && id == i));
            Assert.All(all[4..], key => Assert.False(ids.TryGet(key, out _)));
        }
    }
}

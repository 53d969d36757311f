using System.Security.Cryptography;
using Pathos.Launching;

namespace Pathos.Hostile.Tests;

/// <summary>The disk of a host's cache for code is full when a later map brings new code.</summary>
public sealed class FullCacheTests
{
    [AdministratorFact]
    public async Task Get_DiskIsFull_TheErrorNamesThePlaceAndTheCure()
    {
        using var folder = new TestFolder();
        string mount = SystemProgram.Find("mount", "mount"), unmount = SystemProgram.Find("umount", "mount");
        await SystemProgram.RunAsync(mount, "-t", "tmpfs", "-o", "size=64k,mode=700", "pathos-test", folder.Path);
        try
        {
            string cacheFolder = Path.Combine(folder.Path, "cache");
            using var cache = new CodeCache(cacheFolder);
            byte[] small = [1, 2, 3], large = RandomNumberGenerator.GetBytes(1 << 20);
            Assert.NotNull(cache.Get(Convert.ToHexStringLower(SHA256.HashData(small)), "first.dll", () => small));

            IOException error = Assert.Throws<IOException>(() => cache.Get(Convert.ToHexStringLower(SHA256.HashData(large)), "later.dll", () => large));

            Assert.All(["later.dll", cacheFolder, Environment.MachineName, "No space left", "Make room"], word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        }
        finally
        {
            await SystemProgram.RunAsync(unmount, folder.Path);
        }
    }
}

using System.Diagnostics;

namespace Pathos.Launching;

/// <summary>One process of a host does what all of them need; the others wait for it.</summary>
internal static class Turn
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until no other process holds the lock. The holder lets go when it is done, or has died.</summary>
    /// <param name="path">The file that is the lock; its folder exists.</param>
    /// <param name="atMost">How long to wait for one that does neither.</param>
    /// <param name="isShared">Whether others may hold it the same way: then only one who holds it alone is waited for.</param>
    /// <returns>The lock; null when the time was over, or no file can be made there: then everybody does it.</returns>
    public static FileStream? Wait(string path, TimeSpan atMost, bool isShared = false)
    {
        long since = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(since) < atMost)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, isShared ? FileAccess.Read : FileAccess.ReadWrite, isShared ? FileShare.ReadWrite : FileShare.None);
            }
            catch (IOException) when (!File.Exists(path))
            {
                return null;
            }
            catch (IOException)
            {
                using var pause = new ManualResetEventSlim();
                pause.Wait(s_step);
            }
        }

        return null;
    }
}

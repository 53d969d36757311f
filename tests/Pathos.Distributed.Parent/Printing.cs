namespace Pathos.Distributed.Parent;

/// <summary>A program whose tasks print a lot to a standard output that may take nothing. Its exit code says whether its map was
/// right.</summary>
internal static class Printing
{
    // Far more than a pipe holds, and than is queued.
    private const int Lines = 15_000;

    public static async Task<int> RunAsync()
    {
        await using Pool pool = Pool.Processes(2);
        int[] results = pool.Map(
            static x =>
            {
                for (int line = 0; line < Lines; line++)
                {
                    Console.WriteLine("a line of a task, long enough to fill what holds it");
                }

                return x + 1;
            },
            [1, 2],
            new MapOptions { ChunkSize = 1, IsRepeatable = false });
        int again = pool.Pipe(static () =>
        {
            Console.WriteLine("one more");
            return 7;
        });
        return results is [2, 3] && again == 7 ? 0 : 1;
    }
}

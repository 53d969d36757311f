// A program to be killed: it opens a pool and keeps both workers busy for ever, one spinning and one asleep.
using Pathos;

if (args is not [string folder])
{
    Console.Error.WriteLine("Give the folder of the ledger in which the workers write their process numbers.");
    return 2;
}

var ledger = new FileLedger(folder);
await using Pool pool = Pool.Processes(2);
pool.Map(
    spins =>
    {
        ledger.Add(Environment.ProcessId);
        while (spins)
        {
        }

        Thread.Sleep(Timeout.Infinite);
        return 0;
    },
    [true, false],
    new MapOptions { ChunkSize = 1 });
return 1;

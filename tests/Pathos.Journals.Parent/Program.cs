using Pathos;

// A program that is killed half-way and started again: maps items of 10 ms on two processes, recording in a journal.
// Arguments: the journal's file, the number of items, the bytes of each result. The ledger's folder is in the environment: what differs between
// two runs must not be captured, or the second would be another function.
string path = args[0];
int items = int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture);
int bytes = int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture);

try
{
    await using Journal journal = Journal.Open(path);
    await using Pool pool = Pool.Processes(2);
    byte[][] results = await pool.MapAsync(
        x =>
        {
            new FileLedger(Environment.GetEnvironmentVariable("LEDGER")!).Add(x);
            using var never = new ManualResetEventSlim();
            never.Wait(TimeSpan.FromMilliseconds(10));
            byte[] result = new byte[bytes];
            Array.Fill(result, (byte)x);
            return result;
        },
        Enumerable.Range(0, items),
        new MapOptions { Journal = journal });
    bool isRight = results.Select(static (result, index) => result.All(value => value == (byte)index)).All(static right => right);
    Console.WriteLine($"{results.Length} {isRight} {journal.Restored}");
    return 0;
}
catch (JournalException error)
{
    Console.WriteLine(error.Message);
    return 1;
}

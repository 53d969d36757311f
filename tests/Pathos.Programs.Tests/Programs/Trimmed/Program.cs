using Pathos;

using (Pool threads = Pool.Threads(2))
{
    Console.WriteLine($"threads={threads.Pipe(static x => x + 1, 41)}");
}

try
{
    await using Pool pool = Pool.Processes(2);
    await pool.ReadyAsync();
    Console.WriteLine("processes=open");
}
catch (PoolOpenException error)
{
    Console.WriteLine($"refused={error.Message}");
}

PoolFacts.Tell(Console.WriteLine);

// Which of the package's copies the host took: the portable ones lie beside the program.
bool isPortable = Path.GetDirectoryName(typeof(Pathos.ProcessPools).Assembly.Location) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
Console.WriteLine($"library={(isPortable ? "portable" : "ready to run")}");

PoolFacts.Tell(Console.WriteLine);

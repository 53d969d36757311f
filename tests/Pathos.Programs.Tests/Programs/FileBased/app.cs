PoolFacts.Tell(Console.WriteLine);
Console.WriteLine($"dynamic code={System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported}");

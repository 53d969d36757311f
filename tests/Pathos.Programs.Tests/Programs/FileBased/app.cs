PoolFacts.Tell(Console.WriteLine);
Console.WriteLine($"dynamic code={System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported}");
Console.WriteLine($"reflecting json={System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault}");

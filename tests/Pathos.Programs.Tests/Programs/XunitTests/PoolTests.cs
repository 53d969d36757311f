using Xunit;

public sealed class PoolTests
{
    [Fact]
    public void Pool_InATestHost_RunsTasksInWorkers()
    {
        // The runner keeps what a test prints; a file goes out.
        using StreamWriter facts = File.CreateText(Environment.GetEnvironmentVariable("FACTS_FILE")!);
        PoolFacts.Tell(facts.WriteLine);
    }
}

namespace Pathos.Distributed.Parent;

/// <summary>Gives up a connection to a server while its name is looked up.</summary>
internal static class LookUp
{
    /// <param name="name">A name that nobody answers for.</param>
    public static async Task<int> RunAsync(string name)
    {
        using var cancel = new CancellationTokenSource();
        var credentials = PoolCredentials.FromSecret("a secret that only this program knows");
        Task<ServerStatistics> query = PoolServer.QueryAsync($"{name}:8899", credentials, cancel.Token);
        await Task.Delay(TestTimeouts.Quiet);
        await cancel.CancelAsync();
        try
        {
            await query;
        }
        catch (Exception error)
        {
            Console.WriteLine(error is OperationCanceledException ? "cancelled" : error.ToString());
        }

        Console.Out.Flush();
        Environment.Exit(0);
        return 0;
    }
}

// A web service that computes in worker processes: a request that takes long, or crashes, does not take the service with it.
// dotnet run --project samples/05-WebApi, then GET /collatz/100000 at the address that it prints.
using Pathos;
using Pathos.Samples.WebApi;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:0");
}

// One pool for the whole service: it is opened with the service's first use of it, and disposed with the service.
builder.Services.AddSingleton(_ => Pool.Processes(options: new ProcessPoolOptions { Name = "collatz" }));
WebApplication app = builder.Build();

app.MapGet("/collatz/{limit:int:range(1,10000000)}", async (int limit, Pool pool, CancellationToken cancellation) =>
{
    int parts = 8;
    Longest[] longest = await pool.MapAsync(part => Collatz(part, parts, limit), Enumerable.Range(1, parts), cancellationToken: cancellation);
    return longest.MaxBy(static part => part.Steps);
});

await app.RunAsync();

static Longest Collatz(int first, int step, int limit)
{
    var longest = new Longest(0, -1);
    for (int start = first; start <= limit; start += step)
    {
        int steps = 0;
        for (long n = start; n != 1; n = n % 2 == 0 ? n / 2 : (3 * n) + 1)
        {
            steps++;
        }

        longest = steps > longest.Steps ? new Longest(start, steps) : longest;
    }

    return longest;
}

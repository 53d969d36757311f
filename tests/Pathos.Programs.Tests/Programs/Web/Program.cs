using Pathos;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
WebApplication app = builder.Build();

app.MapGet("/facts", () =>
{
    var lines = new List<string>();
    try
    {
        PoolFacts.Tell(lines.Add);

        // A type of the web framework goes there and back: the workers have the framework too.
        using Pool pool = Pool.Processes(1);
        lines.Add($"framework={pool.Pipe(static path => path.Add("/order"), new PathString("/tea"))}");
        return Results.Text(string.Join('\n', lines));
    }
    catch (Exception error)
    {
        Console.Error.WriteLine(error);
        Environment.ExitCode = 1;
        return Results.Problem(error.Message);
    }
});

await app.StartAsync();
Console.WriteLine($"address={app.Urls.Single()}");

// Whoever started the program ends it by closing its standard input.
await Console.In.ReadToEndAsync();
await app.StopAsync();

using System.Configuration;
using Microsoft.Extensions.DependencyModel;
using Newtonsoft.Json.Linq;
using Pathos;

PoolFacts.Tell(Console.WriteLine);

using Pool pool = Pool.Processes(1);
Tell("config", static () => ConfigurationManager.AppSettings["greeting"]);
Tell("config file", static () => ConfigurationManager.OpenExeConfiguration(ConfigurationUserLevel.None).FilePath);
Tell("dependencies", static () => string.Join(' ', DependencyContext.Default!.RuntimeLibraries.Select(static library => library.Name).Where(static name => name is "Settings" or "Newtonsoft.Json").Order(StringComparer.Ordinal)));
Tell("json", static () => (string?)JObject.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "settings.json")))["greeting"]);
Tell("switch", static () => AppContext.TryGetSwitch("Settings.OfTheBuild", out bool isOn) && isOn ? "on" : "off");

// A server is another host to its clients, wherever it runs: nothing lies there but what is sent.
PoolCredentials credentials = PoolCredentials.FromSecret("a secret of this program alone");
await using (PoolServer server = await PoolServer.StartAsync(credentials, new PoolServerOptions { Workers = 1, CacheFolder = Path.GetFullPath("cache") }))
{
    string[] files = [.. Directory.GetFiles(AppContext.BaseDirectory, "*.deps.json").Select(static path => Path.GetFileName(path)!), "Settings.dll.config", "settings.json"];
    await using Pool elsewhere = Pool.Open(new RemotePoolOptions { Credentials = credentials, Files = files }, $"tcp://{server.Address}/1");
    Console.WriteLine($"config elsewhere={elsewhere.Pipe(static () => ConfigurationManager.AppSettings["greeting"])}");
    Console.WriteLine($"dependencies elsewhere={elsewhere.Pipe(static () => DependencyContext.Default!.RuntimeLibraries.Any(static library => library.Name == "Newtonsoft.Json"))}");
    await using Pool bare = Pool.Open(new RemotePoolOptions { Credentials = credentials }, $"tcp://{server.Address}/1");
    Console.WriteLine($"config without a file={bare.Pipe(static () => ConfigurationManager.AppSettings["greeting"]) ?? "none"}");
}

// A program may choose its settings file itself.
File.WriteAllText("other.config", """<configuration><appSettings><add key="greeting" value="good day" /></appSettings></configuration>""");
AppDomain.CurrentDomain.SetData("APP_CONFIG_FILE", Path.GetFullPath("other.config"));
using Pool other = Pool.Processes(1);
Console.WriteLine($"chosen config={other.Pipe(static () => ConfigurationManager.AppSettings["greeting"])}");

// Here and there: a fact that differs is told with both.
void Tell(string fact, Func<string?> look)
{
    (string? here, string? there) = (look(), pool.Pipe(look));
    Console.WriteLine($"{fact}={(here == there ? there : $"'{there}' in a task, '{here}' here")}");
}

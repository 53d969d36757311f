using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Pathos.Cli.Tests;

/// <summary>A run of the command line, as somebody at a terminal has it. It is ended with the test.</summary>
internal sealed class PathosProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PathosProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <param name="arguments">What follows <c>pathos</c>.</param>
    /// <param name="variables">What it finds in its environment.</param>
    public static PathosProcess Start(IEnumerable<string> arguments, params (string Name, string? Value)[] variables) => StartUnder([], arguments, variables);

    /// <summary>The same by way of a program that changes what it finds around itself.</summary>
    /// <param name="before">That program and its arguments, before what it runs.</param>
    /// <param name="arguments">What follows <c>pathos</c>.</param>
    /// <param name="variables">What it finds in its environment.</param>
    public static PathosProcess StartUnder(string[] before, IEnumerable<string> arguments, params (string Name, string? Value)[] variables) =>
        StartLine([.. before, "dotnet", Program, .. arguments], variables);

    /// <summary>The same on the runtime of another folder.</summary>
    /// <param name="runtime">The folder, with the program <c>dotnet</c> in it.</param>
    /// <param name="arguments">What follows <c>pathos</c>.</param>
    /// <param name="variables">What it finds in its environment.</param>
    public static PathosProcess StartOn(string runtime, IEnumerable<string> arguments, params (string Name, string? Value)[] variables) =>
        StartLine([Path.Combine(runtime, "dotnet"), Program, .. arguments], [("DOTNET_ROOT", runtime), ("DOTNET_ROLL_FORWARD", "Major"), .. variables]);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "Pathos.Cli.dll");

    private static PathosProcess StartLine(string[] line, (string Name, string? Value)[] variables)
    {
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach ((string name, string? value) in variables)
        {
            start.Environment[name] = value;
        }

        return new PathosProcess(Process.Start(start)!);
    }

    /// <summary>Gets the next line of its output, or null at its end.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().Soon();

    /// <summary>Gets where the server that it is listens, from its line of JSON.</summary>
    public async Task<string> AddressAsync() => JsonDocument.Parse((await ReadLineAsync())!).RootElement.GetProperty("address").GetString()!;

    /// <summary>Gets the one process that it has started: what runs under <c>unshare</c>, say.</summary>
    public async Task<int> ChildAsync()
    {
        string children = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/task/{Id}/children"));
        return int.Parse(children.Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Lets it end, and gets how it did and what else it said.</summary>
    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync().Soon();
        await _process.WaitForExitAsync().Soon();
        return (_process.ExitCode, output, await _errors.Soon());
    }

    /// <summary>Sends it a signal.</summary>
    /// <param name="signal">Its name without SIG.</param>
    public void Signal(string signal) => Signal(signal, Id);

    /// <summary>Sends a signal to a process.</summary>
    /// <param name="signal">Its name without SIG.</param>
    /// <param name="process">The process id.</param>
    public static void Signal(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync().Soon();
        _process.Dispose();
    }
}

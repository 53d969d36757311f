using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pathos.Cli.Commands;

/// <summary>What the commands that lend workers have in common, checked in the words of the command line.</summary>
internal static class ServerArguments
{
    private const int MostWorkers = 4096;
    private const int LongestName = 256;
    private const double DefaultDrain = 600;

    // As long as a timer can wait.
    private const double MostSeconds = 49 * 24 * 3600;

    public static Option<int?> Workers()
    {
        var option = new Option<int?>("--workers")
        {
            Description = "How many tasks to run at a time. Default: as many as there are cores.",
        };
        Check(option, static workers => workers is null or (>= 0 and <= MostWorkers), $"is a number from 0 to {MostWorkers}");
        return option;
    }

    /// <param name="name">The option.</param>
    /// <param name="description">What listens there.</param>
    public static Option<string> Address(string name, string description)
    {
        var option = new Option<string>(name) { Description = description };
        Check(option, static text => IsAddress(text!), "is host:port, for example 0.0.0.0:8899 or [::1]:8899");
        return option;
    }

    public static Option<string?> Cache()
    {
        var option = new Option<string?>("--cache") { Description = "The folder for code that clients send. Default: ~/.cache/pathos." };
        Check(option, static folder => folder is null or { Length: > 0 }, "is a folder");
        return option;
    }

    public static Option<string?> MachineName()
    {
        var option = new Option<string?>("--name") { Description = "What this machine is called in errors. Default: its own name." };
        Check(option, static name => name is null or { Length: > 0 and <= LongestName }, $"has 1 to {LongestName} characters");
        return option;
    }

    /// <param name="what">What has so many seconds.</param>
    public static Option<double> DrainLimit(string what)
    {
        var option = new Option<double>("--drain-limit", "--drain-timeout")
        {
            Description = $"How many seconds {what}. Default: {DefaultDrain}.",
            DefaultValueFactory = static _ => DefaultDrain,
        };
        Check(option, static seconds => seconds is >= 0 and <= MostSeconds, $"is a number of seconds from 0 to {MostSeconds}");
        return option;
    }

    public static Option<double?> IdleExit()
    {
        var option = new Option<double?>("--idle-exit") { Description = "End after so many seconds without a client." };
        Check(option, static seconds => seconds is null or (>= 0 and <= MostSeconds), $"is a number of seconds from 0 to {MostSeconds}");
        return option;
    }

    public static Option<int> DiscoveryPort()
    {
        var option = new Option<int>("--discovery-port")
        {
            Description = "The UDP port at which clients find it that look for tcp://*.",
            DefaultValueFactory = static _ => new PoolServerOptions().DiscoveryPort!.Value,
        };
        Check(option, static port => port is > 0 and <= ushort.MaxValue, $"is a number from 1 to {ushort.MaxValue}");
        return option;
    }

    public static Option<bool> LogJson() => new("--log-json") { Description = "The log on standard error as lines of JSON." };

    /// <summary>Refuses a value in the name of its option.</summary>
    public static void Check<T>(Option<T> option, Func<T?, bool> isGood, string whatItIs) => option.Validators.Add(result =>
    {
        if (!IsGood(result, isGood))
        {
            result.AddError(
                $"{option.Name} {whatItIs}, not {Visible.Text(string.Join(' ', result.Tokens.Select(static token => token.Value)))}.");
        }
    });

    private static bool IsGood<T>(OptionResult result, Func<T?, bool> isGood)
    {
        try
        {
            return isGood(result.GetValueOrDefault<T>());
        }
        catch (InvalidOperationException)
        {
            // It is of another kind altogether, which has been told already.
            return true;
        }
    }

    private static bool IsAddress(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0
            && text[..colon].Trim('[', ']').Length > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port <= ushort.MaxValue;
    }
}

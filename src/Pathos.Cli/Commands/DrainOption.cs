using System.CommandLine;

namespace Pathos.Cli.Commands;

/// <summary>The option <c>--drain-timeout</c> of commands that let running work finish before they end.</summary>
internal static class DrainOption
{
    private const double Default = 600;

    // As long as a timer can wait.
    private const double Most = 49 * 24 * 3600;

    /// <param name="what">What has so many seconds.</param>
    public static Option<double> Create(string what)
    {
        var option = new Option<double>("--drain-timeout") { Description = $"How many seconds {what}. Default: {Default}.", DefaultValueFactory = static _ => Default };
        option.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= Most))
            {
                result.AddError($"--drain-timeout is a number of seconds from 0 to {Most}.");
            }
        });
        return option;
    }
}

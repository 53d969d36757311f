using System.Globalization;
using System.Runtime.InteropServices;
using Pathos;
using Pathos.Samples.WordCount;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
CommandLine command;
Corpus corpus;
try
{
    command = CommandLine.Parse(args);
    if (command.WantsHelp)
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    corpus = Corpus.Find(command.Input);
}
catch (UsageException error)
{
    await Console.Error.WriteLineAsync($"demo: {error.Message}");
    return 2;
}

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// What the lambda captures goes wherever it runs. These words say nothing; the last ones are the documentation's own markup.
HashSet<string> stopWords = new(StringComparer.Ordinal)
{
    "about", "also", "been", "from", "have", "into", "more", "only", "other", "than", "that", "their", "them", "then", "there", "these",
    "this", "when", "which", "will", "with", "your",
    "cref", "langword", "member", "name", "para", "param", "paramref", "returns", "summary", "typeparam", "typeparamref", "xref",
};
int minimumLength = 4;
Func<string, FileWords> count = file => FileWords.Read(file, stopWords, minimumLength);

try
{
    Console.WriteLine($"Counting the words of {corpus.Files.Count:N0} files, {corpus.Bytes / 1e6:N1} MB: {corpus.Kinds} below {corpus.Folder}");
    Console.WriteLine();

    Run[] runs =
    [
        await Run.MeasureAsync("serial", () => Pool.Serial(), CountAsync),
        await Run.MeasureAsync("threads", () => Pool.Threads(command.Workers), CountAsync),
        await Run.MeasureAsync("processes", () => Pool.Processes(command.Workers), CountAsync),
    ];
    Report.Times(runs, corpus.Bytes);
    Console.WriteLine();
    if (Array.Find(runs, run => !run.HasSameWordsAs(runs[0].Files)) is { } different)
    {
        return await FailAsync($"{different.Kind} and serial disagree.");
    }

    Console.WriteLine("All three agree, hash by hash and word by word.");
    Report.Words(runs[0].Files);
    Console.WriteLine();

    await using Pool pool = Pool.Processes(command.Workers);
    Survival survival = await Survival.WatchAsync(pool, count, corpus.Files, stopping.Token);
    Console.WriteLine($"Worker process {survival.Killed} was killed (SIGKILL) when {survival.DoneBefore} of {corpus.Files.Count} files were done.");
    Console.WriteLine($"Files that ran again: {survival.TriedAgain}. Worker processes now: {string.Join(", ", survival.WorkersAfter)}.");
    if (!runs[0].HasSameWordsAs(survival.Files))
    {
        return await FailAsync("Its result differs.");
    }

    Console.WriteLine("The result is complete, and equal to the others.");
    return 0;
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync($"{Environment.NewLine}demo: stopped.");
    return 130;
}
catch (Exception error) when (TaskData.IndexOf(error) is { } index)
{
    return await FailAsync($"{corpus.Files[(int)index]}: {error.Message}");
}
catch (Exception error) when (error is PoolException or InvalidDataException)
{
    return await FailAsync(error.Message);
}

// The same line for every kind of pool.
Task<FileWords[]> CountAsync(Pool pool, IProgress<MapProgress> progress) =>
    pool.MapAsync(count, corpus.Files, new MapOptions { Progress = progress }, stopping.Token);

void Stop(PosixSignalContext signal)
{
    // The pools end their workers on the way out.
    signal.Cancel = true;
    stopping.Cancel();
}

static async Task<int> FailAsync(string complaint)
{
    await Console.Error.WriteLineAsync($"{Environment.NewLine}demo: {complaint}");
    return 1;
}

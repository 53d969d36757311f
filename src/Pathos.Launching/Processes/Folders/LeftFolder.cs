namespace Pathos.Launching;

/// <summary>The folder of a pool whose program was killed.</summary>
internal static class LeftFolder
{
    // Several processes may clear it at once, and in each other's way: with each look less is left.
    private const int MostLooks = 5;

    /// <summary>Ends what the dead workers' last tasks started, and removes the folder with all that the pool's runtimes left.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="owner">Its owner, which is gone; null when the folder does not say who it was.</param>
    public static void Clear(string folder, ProcessRecord? owner)
    {
        if (!OwnFolder.IsThisUsers(folder))
        {
            // Whatever lies there by now, it is not what a pool of this user left.
            return;
        }

        for (int look = 0; look < MostLooks && Directory.Exists(folder); look++)
        {
            try
            {
                if (owner is not null)
                {
                    DiagnosticFiles.Remove(owner);
                }

                ClearWorkers(folder);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process took away what this one was about to; what is left is less, and the next look sees it.
            }
        }
    }

    /// <summary>Gets whether a worker of the folder still runs. It notices the end of its connection, and clears the folder
    /// itself.</summary>
    public static bool HasWorker(string folder) =>
        Directory.EnumerateFiles(folder, "*" + RuntimeFolder.RecordExtension).Any(static file => Read(file) is { IsRunning: true });

    /// <summary>Reads who owns a folder.</summary>
    /// <returns>Null when it does not say, or another process is clearing it.</returns>
    public static ProcessRecord? ReadOwner(string folder)
    {
        try
        {
            return Read(Path.Combine(folder, RuntimeFolder.OwnerFile));
        }
        catch (IOException)
        {
            // Locked, by the process that clears the folder: it removes what the owner left.
            return null;
        }
    }

    private static void ClearWorkers(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "*" + RuntimeFolder.RecordExtension))
        {
            if (Read(file) is not { IsRunning: false } worker)
            {
                continue;
            }

            DiagnosticFiles.Remove(worker);
            string pageFile = Path.ChangeExtension(file, RuntimeFolder.PageExtension);
            if (worker.Mark.Length > 0 && WorkerPage.TryRead(pageFile) is { IsExecuting: true } page)
            {
                new TaskProcesses(worker.Mark, page.Work, page.Since, worker: null).End();
            }
        }
    }

    private static ProcessRecord? Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return ProcessRecord.Read(stream);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}

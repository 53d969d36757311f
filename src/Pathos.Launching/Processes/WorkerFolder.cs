namespace Pathos.Launching;

/// <summary>Finds the worker program that lies beside the user's program.</summary>
internal static class WorkerFolder
{
    private const string Folder = "pathos-worker";
    private const string Program = "Pathos.Worker.dll";

    /// <exception cref="PoolOpenException">It is not there.</exception>
    public static string FindProgram()
    {
        string beside = Path.GetDirectoryName(typeof(WorkerFolder).Assembly.Location) ?? "";
        string[] candidates =
        [
            Path.Combine(beside, Folder, Program),
            Path.Combine(AppContext.BaseDirectory, Folder, Program),

            // A task that opens a pool: its process is a worker, and its own program serves again. Where its base directory is says
            // nothing of that.
            Path.Combine(beside, Program),
        ];
        return Array.Find(candidates, File.Exists) ?? throw new PoolOpenException(
            $"The worker program is not beside this one: '{candidates[1]}' does not exist. Reference the package (or project) Pathos from the program itself and build it again; a copied program needs its folder '{Folder}' too.");
    }
}

using System.Diagnostics;

namespace Pathos.Distributed.Parent;

/// <summary>A program to be killed with its group, while its task waits for a program in a session of its own.</summary>
internal static class StartedPrograms
{
    /// <param name="folder">The folder of a ledger in which the task writes the process number of the program.</param>
    public static int Run(string folder)
    {
        var ledger = new FileLedger(folder);
        using Pool pool = Pool.Processes(1);
        pool.Pipe(() =>
        {
            using Process program = Process.Start("setsid", ["sleep", "600"]);
            ledger.Add(program.Id);
            program.WaitForExit();
            return 0;
        });
        return 1;
    }
}

using System.Reflection;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>
/// Makes this process look, to the tasks in it, like the program that opened the pool. The name of the domain follows the entry assembly.
/// </summary>
/// <remarks>The command line stays the worker's own: it belongs to a process, and may hold what is meant for one process alone.</remarks>
internal static class ShownProgram
{
    private const string BaseDirectoryKey = "APP_CONTEXT_BASE_DIRECTORY";
    private const string DepsFilesKey = "APP_CONTEXT_DEPS_FILES";
    private const string ConfigFileKey = "APP_CONFIG_FILE";

    /// <param name="program">What is known of the program.</param>
    /// <param name="sharedFolder">The folder of the pool on this host.</param>
    /// <param name="types">Where the entry assembly comes from.</param>
    /// <param name="fetch">Brings the content of a file by its hash; null when it cannot be had.</param>
    public static void Show(ProgramFields program, string sharedFolder, ITypeSource types, Func<string, byte[]?> fetch)
    {
        if (program.BaseDirectory is { } folder)
        {
            Set(BaseDirectoryKey, folder);
            Set(ConfigFileKey, program.ConfigFile);
            Set(DepsFilesKey, program.DepsFiles);
        }
        else
        {
            string own = BaseFolder.Lay(sharedFolder, program.Files, fetch);
            Set(BaseDirectoryKey, own);
            Set(ConfigFileKey, program.ConfigFile is { } config ? Path.Combine(own, config) : null);

            // The frameworks of this host have dependency files, which stay. The worker has none, though the host of .NET names one: a
            // reader would fail on it.
            string[] present = (AppContext.GetData(DepsFilesKey) as string ?? "").Split(';');
            AppContext.SetData(DepsFilesKey, string.Join(';', present.Prepend(Path.Combine(own, program.DepsFiles ?? "")).Where(File.Exists)));
        }

        Assembly.SetEntryAssembly(EntryOf(program, types));
    }

    private static void Set(string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            AppContext.SetData(key, value);
        }
    }

    private static Assembly? EntryOf(ProgramFields program, ITypeSource types)
    {
        try
        {
            return program.EntryName is { } name ? types.Resolve(new AssemblyIdentity(name, program.EntryBuild, program.EntryPath)) : null;
        }
        catch (CodeException)
        {
            // A program may have an entry that nothing can hand out, such as one that was deleted since. Tasks that need its code say so;
            // the rest do without.
            return null;
        }
    }
}

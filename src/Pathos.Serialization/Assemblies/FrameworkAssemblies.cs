using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>Which assemblies belong to the shared framework, and so exist on every machine that can run a worker at all.</summary>
internal static class FrameworkAssemblies
{
    private static readonly string s_coreFolder = FolderOf(CoreLocation());
    private static readonly ConcurrentDictionary<string, object> s_names = new(StringComparer.Ordinal);

    /// <summary>True where the framework lies in the program's own folder or inside its single file: folders then tell nothing.</summary>
    private static readonly bool s_isSelfContained =
        s_coreFolder.Length == 0 || string.Equals(s_coreFolder, FolderOf(AppContext.BaseDirectory), StringComparison.Ordinal);

    private static readonly byte[][] s_frameworkKeys =
    [
        [0xB7, 0x7A, 0x5C, 0x56, 0x19, 0x34, 0xE0, 0x89],
        [0xB0, 0x3F, 0x5F, 0x7F, 0x11, 0xD5, 0x0A, 0x3A],
        [0xCC, 0x7B, 0x13, 0xFF, 0xCD, 0x2D, 0xDD, 0x51],
        [0x7C, 0xEC, 0x85, 0xD7, 0xBE, 0xA7, 0x79, 0x8E],
        [0xAD, 0xB9, 0x79, 0x38, 0x29, 0xDD, 0xAE, 0x60],
    ];

    /// <summary>Gets whether this program brings its own .NET.</summary>
    public static bool IsSelfContained => s_isSelfContained;

    /// <summary>Tells whether a loaded assembly is the framework's: its file decides, so a package of the same name is not.</summary>
    /// <remarks>A copy in a load context of its own is another assembly than the framework's, whatever its name and version are.</remarks>
    public static bool Contains(Assembly assembly, string name, string path)
    {
        if (assembly.IsDynamic || AssemblyLoadContext.GetLoadContext(assembly) != AssemblyLoadContext.Default)
        {
            return false;
        }

        return s_isSelfContained
            ? SelfContainedFramework.HasName(name) ?? (LooksLikeFramework(name) && HasFrameworkKey(assembly))
            : IsShared(FolderOf(path));
    }

    /// <summary>Tells whether what this process loads under the name is the framework's.</summary>
    public static bool HasName(string name)
    {
        // Only what exists is remembered: other names come without end where a peer makes them up.
        if (s_names.ContainsKey(name))
        {
            return true;
        }

        if (!IsKnown(name))
        {
            return false;
        }

        s_names.TryAdd(name, name);
        return true;
    }

    /// <summary>Tells whether the framework of a worker may have an assembly of this name, although
    /// this process loads another one.</summary>
    public static bool MayHave(string name)
    {
        if (s_isSelfContained)
        {
            return SelfContainedFramework.HasName(name) == false;
        }

        foreach (string folder in TrustedFiles.FrameworkFolders)
        {
            if (File.Exists(Path.Combine(folder, name + ".dll")))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells whether it is signed as the framework's assemblies are, which packages of the same types are too.</summary>
    public static bool HasFrameworkKey(Assembly assembly)
    {
        byte[]? key = assembly.GetName().GetPublicKeyToken();
        foreach (byte[] known in s_frameworkKeys)
        {
            if (known.AsSpan().SequenceEqual(key))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKnown(string name)
    {
        if (name.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
        {
            return false;
        }

        if (s_isSelfContained)
        {
            return SelfContainedFramework.HasName(name) ?? LooksLikeFramework(name);
        }

        return TrustedFiles.Find(name) is { } path && IsShared(FolderOf(path)) && !SingleFileBundle.Contains(name);
    }

    /// <summary>ASP.NET and desktop frameworks stand beside the core one: .../shared/Microsoft.AspNetCore.App/10.0.0.</summary>
    public static bool IsShared(string folder)
    {
        if (string.Equals(folder, s_coreFolder, StringComparison.Ordinal))
        {
            return true;
        }

        string shared = FolderOf(FolderOf(s_coreFolder));
        return shared.Length > 0
            && string.Equals(Path.GetFileName(shared), "shared", StringComparison.Ordinal)
            && folder.StartsWith(shared + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static bool LooksLikeFramework(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        || name is "System" or "mscorlib" or "netstandard" or "WindowsBase";

    private static string FolderOf(string path) => path.Length == 0 ? string.Empty : Path.GetDirectoryName(path) ?? string.Empty;

    private static string CoreLocation()
    {
#pragma warning disable IL3000 // Empty in a single-file program, which is handled.
        return typeof(object).Assembly.Location;
#pragma warning restore IL3000
    }
}

using System.Runtime.InteropServices;

namespace Pathos.Launching;

/// <summary>The user that this process acts as.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
internal static partial class ThisUser
{
    public const uint Administrator = 0;

    /// <summary>Gets its number.</summary>
    public static uint Id => GetUser();

    /// <summary>Whether what a user owns is as good as this user's own. The administrator can change everything that this user has in any
    /// case.</summary>
    public static bool Trusts(uint owner) => owner == Administrator || owner == Id;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetUser();
}

using Xunit;

namespace Pathos;

/// <summary>A test that only the administrator can run, because it plays <see cref="OtherUser"/>. Others skip it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AdministratorFactAttribute : FactAttribute
{
    /// <summary>Initializes the attribute.</summary>
    public AdministratorFactAttribute()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Skip = "Only the administrator can give files to another user.";
        }
    }
}

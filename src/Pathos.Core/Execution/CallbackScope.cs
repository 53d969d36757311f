namespace Pathos;

/// <summary>Tells how deep this code is inside callbacks: handlers of the user that were told something by a task on another
/// process.</summary>
internal static class CallbackScope
{
    private static readonly AsyncLocal<int> s_level = new();

    /// <summary>Gets how many callbacks this code is inside of.</summary>
    public static int Level => s_level.Value;

    /// <summary>Marks this thread, and what is started from it, as running callbacks.</summary>
    public static void Enter(int level) => s_level.Value = level;
}

using System.Reflection;

namespace Pathos.Distributed;

/// <summary>Reads what the framework keeps of a program's settings and has no public list of.</summary>
/// <remarks>
/// By reflection, which costs a cold program less than a compiled accessor does. A framework that keeps it elsewhere answers null: then
/// the setting does not travel, and everything else works.
/// </remarks>
internal static class PrivateStatics
{
    public static T? Read<T>(Type type, string field)
        where T : class
        => type.GetField(field, BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null) as T;
}

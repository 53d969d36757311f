namespace Pathos.Serialization.Tests;

/// <summary>A comparer that throws when it is asked anywhere but at home: where its thread says so.</summary>
internal sealed class Homesick : IEqualityComparer<string>
{
    [ThreadStatic]
    private static bool t_isAway;

    public static T Away<T>(Func<T> action)
    {
        t_isAway = true;
        try
        {
            return action();
        }
        finally
        {
            t_isAway = false;
        }
    }

    public bool Equals(string? x, string? y) => x == y;

    public int GetHashCode(string obj) => t_isAway ? throw new InvalidOperationException("away") : obj.Length;
}

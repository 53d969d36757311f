using Pathos;

/// <summary>A library that uses pools of its own.</summary>
public static class Answers
{
    public static int Of(int factor)
    {
        using Pool pool = Pool.Processes(1);
        return pool.Pipe(x => x * factor, 7);
    }
}

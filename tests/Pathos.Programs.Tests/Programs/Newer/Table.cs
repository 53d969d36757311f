using System.Reflection;
using Pathos;

/// <summary>What a program can do with the types of a package: a line a use, so that a test sees all that fail.</summary>
internal sealed class Table(Pool pool)
{
    /// <param name="value">A value of the package.</param>
    /// <param name="isRight">Whether a value is what that one is.</param>
    /// <param name="use">Uses types of the package in the function only.</param>
    /// <param name="fail">Throws an exception of the package, or one that holds a value of it.</param>
    /// <param name="isData">Whether the value is only data. One that is code, too, is refused as a result.</param>
    public void Row<T>(T value, Func<T, bool> isRight, Func<bool> use, Func<int> fail, bool isData = true)
    {
        Assembly here = typeof(T).Assembly;
        string name = here.GetName().Name!;
        string fullName = typeof(T).AssemblyQualifiedName!;
        Guid build = here.ManifestModule.ModuleVersionId;
        Tell(name, "newer", () => here.GetName().Version!.Major == 11);
        Tell(name, "type", () => pool.Pipe(use));
        Tell(name, "argument", () => pool.Pipe(isRight, value));
        Tell(name, "result", () => isData ? isRight(pool.Pipe(x => x, value)) : IsRefused(() => pool.Pipe(x => x, value)));
        Tell(name, "capture", () => pool.Pipe(() => isRight(value)));
        Tell(name, "exception", () => Fails(fail));
        Tell(name, "by name", () => pool.Pipe(() => Type.GetType(fullName, throwOnError: true)!.Assembly == Assembly.Load(new AssemblyName(name))));
        Tell(name, "build", () => pool.Pipe(() => typeof(T).Assembly.ManifestModule.ModuleVersionId) == build && pool.Pipe(() => Assembly.Load(new AssemblyName(name)).ManifestModule.ModuleVersionId) == build);
    }

    private static bool IsRefused<T>(Func<T> result)
    {
        try
        {
            _ = result();
            return false;
        }
        catch (NotShippableException)
        {
            return true;
        }
    }

    private bool Fails(Func<int> fail)
    {
        Exception there;
        try
        {
            _ = pool.Pipe(fail);
            return false;
        }
        catch (Exception error)
        {
            there = error;
        }

        try
        {
            _ = fail();
            return false;
        }
        catch (Exception here)
        {
            return there.GetType() == here.GetType() && there.Message == here.Message;
        }
    }

    private static void Tell(string package, string what, Func<bool> holds)
    {
        try
        {
            Console.WriteLine($"{package} {what}={(holds() ? "ok" : "wrong")}");
        }
        catch (Exception error)
        {
            Console.WriteLine($"{package} {what}={error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}");
        }
    }
}

/// <summary>An exception of the program that holds a value of a package.</summary>
public sealed class Holding<T>(T value) : Exception($"It holds {value}.")
{
    public T Value { get; } = value;
}

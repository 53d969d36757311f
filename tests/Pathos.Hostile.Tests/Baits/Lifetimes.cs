namespace Pathos.Hostile.Tests;

#pragma warning disable MA0055 // A finaliser is what is tested here.

/// <summary>A temporary file of the program, which its finaliser deletes: whatever file a sender names.</summary>
internal sealed class TemporaryFile : IDisposable
{
    public TemporaryFile() => GC.SuppressFinalize(this);

    public string Path { get; set; } = "";

    ~TemporaryFile() => Bait.Bite("finaliser");

    public void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>What looks like it in bytes, and can be made by an attacker without being it.</summary>
internal sealed class QuietFile
{
    public string Path { get; set; } = "";
}

internal sealed class FinalException : Exception
{
    public FinalException() => GC.SuppressFinalize(this);

    ~FinalException() => Bait.Bite("finaliser");
}

/// <summary>A class with a static constructor; one for each argument, because it runs once.</summary>
internal class Starter<T>
{
    public string Name = "";

    static Starter() => Bait.Bite("static");
}

internal class QuietStarter<T>
{
    public string Name = "";
}

internal class StarterHeir<T> : Starter<T>;

internal class QuietHeir<T> : QuietStarter<T>;

internal struct StarterStruct<T>
{
    public string Name;

    static StarterStruct() => Bait.Bite("static");
}

internal struct QuietStruct<T>
{
    public string Name;
}

/// <summary>Plain memory, with a static constructor.</summary>
internal struct StarterNumber<T>
{
    public int Number;

    static StarterNumber() => Bait.Bite("static");
}

internal struct QuietNumber<T>
{
    public int Number;
}

/// <summary>Static initialisers without a static constructor: they wait until a static member is used.</summary>
internal class Initialised<T>
{
    public static readonly string First = Bait.Bite("static", "first");

    public string Name = "";
    public int Number;
}

internal class QuietInitialised<T>
{
    public string Name = "";
    public int Number;
}

internal sealed class StarterException<T> : Exception
{
    public string? Why;

    static StarterException() => Bait.Bite("static");
}

internal sealed class QuietException<T> : Exception
{
    public string? Why;
}

/// <summary>Holds a value in its own place.</summary>
internal sealed class PlaceOf<T>
{
    public T? Value;
}

namespace Pathos.Plugins;

/// <summary>What the host and its plug-ins share: it is in the default load context.</summary>
public interface IPlugin
{
    /// <summary>Gets a lambda that tells which build of the dependency it runs with.</summary>
    Func<int, string> Build { get; }

    /// <summary>Gets a lambda that meets the dependency's own dependency, which nothing has needed before.</summary>
    Func<int, string> Late { get; }

    /// <summary>Gets a lambda that counts its calls in a static field.</summary>
    Func<int, int> Count { get; }

    /// <summary>Gets a lambda that returns a value of the dependency's type.</summary>
    Func<int, IItem> Item { get; }

    /// <summary>Gets a lambda that throws an exception of the dependency's type.</summary>
    Func<int, int> Fail { get; }

    /// <summary>Gets a lambda that reads a text in German, from the resources of the plug-in.</summary>
    Func<int, string> Text { get; }

    /// <summary>Gets a lambda that uses .NET's immutable lists, and tells the load context that they are in and its own.</summary>
    Func<int, string[]> Lists { get; }

    /// <summary>Gets a lambda that calls a native library which lies beside the plug-in, and returns the process that it ran in.</summary>
    Func<int, int> Native { get; }

    /// <summary>Makes a lambda that captures a number, and multiplies by it and by the build of the dependency.</summary>
    Func<int, int> Scale(int factor);

    /// <summary>Makes a value of the dependency's type.</summary>
    IItem Make(int value);

    /// <summary>Gets the value of an item of this plug-in's own dependency; fails for one of another build.</summary>
    int ValueOf(IItem item);
}

/// <summary>A value of a plug-in.</summary>
public interface IItem
{
    int Value { get; }
}

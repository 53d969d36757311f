namespace Pathos;

/// <summary>What a function means that should return a task and returned null.</summary>
/// <remarks>The compiler binds <c>Map&lt;int, string?&gt;(x =&gt; null, ...)</c> to the overload for functions that return tasks, and its
/// lambda cannot be told from one that
/// returns a null task. So null stands for a null result wherever a result may be null, and is an error where it may not.</remarks>
internal static class NullTask
{
    public static R ResultInstead<R>() => default(R) is null ? default! : throw Error();

    public static InvalidOperationException Error() =>
        new("The function returned null instead of a task. Return Task.CompletedTask or Task.FromResult(...), or make the function async.");
}

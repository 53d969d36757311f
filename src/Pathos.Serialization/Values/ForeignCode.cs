using System.Collections;
using System.Diagnostics;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>What is known of code that is not ours and that writing and reading call: getters, comparers, hash codes, converters, value serialisers, type initialisers.</summary>
internal static class ForeignCode
{
    /// <summary>The key of <see cref="Exception.Data"/> under which the place in the graph stands. The public name is in Pathos.Core; a test compares them.</summary>
    public const string PathKey = "Pathos.Path";

    /// <summary>Tells whether code that is not ours threw this on its way through a reducer. What our own code throws there says that the bytes make no sense.</summary>
    public static bool Threw(Exception error) => error is not ForeignCodeException && !IsThrownHere(error);

    /// <summary>Notes the place in the exception, as far as its type lets anything be noted.</summary>
    public static void NotePath(Exception error, string path)
    {
        try
        {
            if (error.Data is { IsReadOnly: false } data)
            {
                data[PathKey] = path;
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Data is virtual, so it is foreign code too. The exception matters more than our note.
        }
    }

    /// <summary>Gets the place that was noted in the exception, or null.</summary>
    public static string? PathOf(Exception error)
    {
        try
        {
            return error.Data is IDictionary data ? data[PathKey] as string : null;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>The frame that threw decides. Helpers of the runtime that hide from stack traces stand for their caller.</summary>
    private static bool IsThrownHere(Exception error)
    {
        foreach (StackFrame frame in new StackTrace(error, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is not { } method || method.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false)
                || method.DeclaringType?.IsDefined(typeof(StackTraceHiddenAttribute), inherit: false) == true)
            {
                continue;
            }

            // A compiled field loop has no declaring type, and is ours.
            return method.DeclaringType is not { } type || AssemblyOrigin.Of(type.Assembly) == Origin.Own;
        }

        return true;
    }
}

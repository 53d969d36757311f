using System.Collections;
using System.Diagnostics;

namespace Pathos.Serialization;

/// <summary>What is known of code that is not ours and that writing and reading call: getters, comparers, hash codes, converters, value
/// serialisers, type initialisers.</summary>
internal static class ForeignCode
{
    /// <summary>The key of <see cref="Exception.Data"/> under which the place in the graph stands. The public name is in
    /// Pathos.Core; a test compares them.</summary>
    public const string PathKey = "Pathos.Path";

    /// <summary>Tells whether this came out of code of the user's on its way through a reducer. Without such code in between, it
    /// says that the bytes make no sense.</summary>
    public static bool Threw(Exception error) => error is not ForeignCodeException && PassedUsersCode(error);

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

    private static bool PassedUsersCode(Exception error) => Array.Exists(
        new StackTrace(error, fNeedFileInfo: false).GetFrames(),
        static frame =>
            frame.GetMethod()?.DeclaringType is { } type && AssemblyOrigin.Of(type.Assembly) == Origin.User
            && !IsOfAPool(AssemblyOrigin.NameOf(type.Assembly)));

    /// <summary>Assemblies of ours that never travel, so the serialiser has no word for them; some of their
    /// reducers take part in reading.</summary>
    private static bool IsOfAPool(string assembly) => assembly is "Pathos.Distributed" or "Pathos.Worker" or "Pathos.Journals";
}

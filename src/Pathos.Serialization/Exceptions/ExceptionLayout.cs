using System.Collections;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Pathos.Serialization;

/// <summary>The parts of <see cref="Exception"/> that are state rather than circumstance, and the fields that derived types add.</summary>
/// <remarks>
/// The base fields are private to the runtime. Where one is missing, <see cref="CanRebuild"/> is false and every exception arrives as a
/// <see cref="RemoteException"/>: worse, never wrong. A test checks it on each runtime.
/// </remarks>
internal static class ExceptionLayout
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly Remembered<Type, FieldPlan[]> s_derived = new();

    public static readonly FieldInfo? Message = Base("_message");
    private static readonly FieldInfo? s_inner = Base("_innerException");
    private static readonly FieldInfo? s_helpLink = Base("_helpURL");
    private static readonly FieldInfo? s_source = Base("_source");
    private static readonly FieldInfo? s_data = Base("_data");

    private static readonly FieldInfo? s_inners = typeof(AggregateException).GetField("_innerExceptions", Instance);
    private static readonly FieldInfo? s_view = Array.Find(
        typeof(AggregateException).GetFields(Instance), static field => field.FieldType == typeof(ReadOnlyCollection<Exception>));

    public static bool CanRebuild => Message is not null && s_inner is not null;

    /// <summary>Gets the instance fields declared below <see cref="Exception"/>, in the same order in every process.</summary>
    public static FieldPlan[] DerivedFields(Type type) => s_derived.TryGetValue(type, out FieldPlan[]? known) ? known : s_derived.GetOrAdd(
        type, Array.FindAll(FieldSet.Of(type).Plans, static field => field.Info.DeclaringType != typeof(Exception)));

    /// <summary>Makes an object without running a constructor; null where the type has no objects, or where not even that works.</summary>
    public static Exception? NewOf(Type type)
    {
        if (type.IsAbstract || !typeof(Exception).IsAssignableFrom(type) || !CanRebuild)
        {
            return null;
        }

        try
        {
            return (Exception)RuntimeHelpers.GetUninitializedObject(type);
        }
        catch (TypeInitializationException)
        {
            // Its type initialiser fails here: the text is what can be had.
            return null;
        }
    }

    /// <summary>Sets the fields, not the properties: those are virtual, and what overrides them is code
    /// that the caller did not ask for.</summary>
    public static void Apply(Exception exception, in ExceptionText text, string? origin)
    {
        if (exception is not RemoteException)
        {
            Message!.SetValue(exception, text.OwnMessage);
        }

        exception.HResult = text.HResult;
        s_helpLink?.SetValue(exception, text.HelpLink);
        s_source?.SetValue(exception, text.Source);
        if (text.StackTrace is { } stack)
        {
            string line = $"--- End of stack trace from {origin ?? "another process"} ---";
            ExceptionDispatchInfo.SetRemoteStackTrace(exception, stack + Environment.NewLine + line);
        }
    }

    public static void SetInner(Exception exception, Exception inner) => s_inner?.SetValue(exception, inner);

    public static void SetData(Exception exception, IDictionary data) => s_data?.SetValue(exception, data);

    /// <summary>
    /// Puts right what the fields of an aggregate say. Its first exception is its inner one. Its view of them could be anybody's list,
    /// so it is taken away; it is made again when it is asked for. False for an aggregate without its exceptions, which no sender makes
    /// of one.
    /// </summary>
    public static bool TryComplete(Exception exception)
    {
        if (exception is not AggregateException)
        {
            return true;
        }

        if (s_inners?.GetValue(exception) is not Exception[] inners)
        {
            return false;
        }

        if (inners.Length > 0)
        {
            s_inner!.SetValue(exception, inners[0]);
        }

        s_view?.SetValue(exception, null);
        return true;
    }

    private static FieldInfo? Base(string name) => typeof(Exception).GetField(name, Instance);
}

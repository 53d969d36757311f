using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>The parts of <see cref="Exception"/> that are state rather than circumstance, and the fields that derived types add.</summary>
/// <remarks>
/// The base fields are private to the runtime. Where one is missing, <see cref="CanRebuild"/> is false and every exception arrives as a
/// <see cref="RemoteException"/>: worse, never wrong. A test checks it on each runtime.
/// </remarks>
internal static class ExceptionLayout
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<Type, FieldPlan[]> s_derived = new();

    public static readonly FieldInfo? Message = Base("_message");
    public static readonly FieldInfo? Inner = Base("_innerException");
    public static readonly FieldInfo? HelpLink = Base("_helpURL");
    public static readonly FieldInfo? Source = Base("_source");
    public static readonly FieldInfo? Data = Base("_data");

    private static readonly FieldInfo? s_inners = typeof(AggregateException).GetField("_innerExceptions", Instance);
    private static readonly FieldInfo? s_view = Array.Find(
        typeof(AggregateException).GetFields(Instance), static field => field.FieldType == typeof(ReadOnlyCollection<Exception>));

    public static bool CanRebuild => Message is not null && Inner is not null;

    /// <summary>Gets the array in an aggregate; null where there is none. The property would ask a list, which is anybody's.</summary>
    public static Exception[]? InnersOf(AggregateException exception) => s_inners?.GetValue(exception) as Exception[];

    /// <summary>Takes away an aggregate's view of its array: a sender could have put another list there. It is made again when it is asked for.</summary>
    public static void ForgetView(AggregateException exception) => s_view?.SetValue(exception, null);

    /// <summary>Gets the instance fields declared below <see cref="Exception"/>, in the same order in every process.</summary>
    public static FieldPlan[] DerivedFields(Type type) => s_derived.GetOrAdd(
        type, static t => Array.FindAll(FieldSet.Of(t).Plans, static field => field.Info.DeclaringType != typeof(Exception)));

    private static FieldInfo? Base(string name) => typeof(Exception).GetField(name, Instance);
}

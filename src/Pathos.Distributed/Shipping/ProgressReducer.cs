using System.Reflection;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Lets a captured <see cref="Progress{T}"/> stay here: what tasks report to it arrives.</summary>
internal sealed class ProgressReducer(CallbackTable callbacks) : Reducer
{
    private static readonly MethodInfo s_bind = typeof(ProgressReducer).GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!;

    public override bool Handles(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Progress<>);

    public override void Write(object value, GraphWriter writer) => writer.WriteVarInt(callbacks.IdOf(value, static target =>
        (Action<object?>)s_bind.MakeGenericMethod(target.GetType().GetGenericArguments()).Invoke(null, [target])!));

    public override object Read(Type type, GraphReader reader) =>
        throw new InvalidDataException("A worker sent a progress; they travel only towards workers.");

    private static Action<object?> Bind<T>(IProgress<T> progress) => value => progress.Report((T)value!);
}

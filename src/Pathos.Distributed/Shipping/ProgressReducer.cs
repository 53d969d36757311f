using System.Reflection;
using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Lets a captured progress, of the framework's class or a user's own, stay here: what tasks report to it arrives.</summary>
internal sealed class ProgressReducer(CallbackTable callbacks) : Reducer
{
    private static readonly MethodInfo s_capture = typeof(ProgressReducer).GetMethod(nameof(Capture), BindingFlags.NonPublic | BindingFlags.Static)!;

    public override bool IsStandIn => true;

    public override bool Handles(Type type) => StandIns.ProgressContract(type) is not null;

    public override Type WireType(Type type) => StandIns.ProgressContract(type)!;

    public override void Write(object value, GraphWriter writer) => writer.WriteVarInt(callbacks.IdOf(value, static (target, id) =>
        (CapturedTarget)s_capture.MakeGenericMethod(StandIns.ProgressContract(target.GetType())!.GetGenericArguments()).Invoke(null, [target, id])!));

    public override object Read(Type type, GraphReader reader) =>
        throw new InvalidDataException("A worker sent a progress; they travel only towards workers.");

    private static CapturedProgress<T> Capture<T>(IProgress<T> progress, int id) => new(progress, id);
}

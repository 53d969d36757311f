using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;

namespace Pathos.Serialization;

/// <summary>An object that names another, which it finds wherever it is read: its fields travel, and
/// what it finds stands in its place.</summary>
/// <remarks>It is asked when its own fields are complete, and what refers to it gets what it found. So its
/// fields cannot lead back to it.</remarks>
internal sealed class ObjectReferenceReducer : Reducer
{
    public override string RuleName => "its fields, then IObjectReference";

    /// <summary>Gets true: the plan lets its code run for declared types alone.</summary>
    public override bool IsInert => true;

    public override bool Handles(Type type) => OwnCallbacks.IsReference(type);

    public override void Write(object value, GraphWriter writer)
    {
        foreach (FieldPlan field in FieldSet.Of(value.GetType()).Plans)
        {
            if (field.Kind == FieldKind.Handle)
            {
                writer.Refuse(field.Type, Refusal.Handle.Reason, Refusal.Handle.Advice);
            }

            writer.WriteObject(field.Info.GetValue(value), field.DisplayName is { } name ? "." + name : "");
        }
    }

    public override object Read(Type type, GraphReader reader)
    {
        object reference = RuntimeHelpers.GetUninitializedObject(type);
        foreach (FieldPlan field in FieldSet.Of(type).Plans)
        {
            field.Set(reference, reader.ReadObject());
        }

#pragma warning disable SYSLIB0050 // As in OwnCallbacks.
        return ((IObjectReference)reference).GetRealObject(new StreamingContext(StreamingContextStates.CrossProcess))
#pragma warning restore SYSLIB0050
            ?? throw new InvalidOperationException($"A '{type}' found no object to stand in its place.");
    }
}

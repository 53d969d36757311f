using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Writes one object graph. An object is announced where it is first referred to, and its
/// content follows later, from a queue.</summary>
/// <remarks>
/// The queue is what makes a list of a million nodes as safe as one of three, and cycles need no special case: when content is read, every
/// object it can refer to has been announced, so it exists. Only reducers and delegates nest, since they are built from complete parts.
/// </remarks>
internal sealed partial class GraphWriter(PayloadWriter output)
{
    private readonly ObjectIds _ids = new();
    private readonly PendingQueue _pending = new();
    private readonly List<int> _unbuilt = [];
    private readonly bool _isData = !output.Context.HoldsCode;
    private Recent<Type, TypePlan> _plans;
    private AbandonCheck _check;
    private int _nextId;
    private int _depth;

    public SerializationContext Context { get; } = output.Context;

    public PayloadWriter Output { get; } = output;

    public void Clear()
    {
        _ids.Clear();
        _pending.Clear();
        _unbuilt.Clear();
        _ownCode = null;
        _exceptions = null;
        _unshippable = null;
        _takenBack = 0;
        _hasCodeInParts = false;
        _leavesOutCodeOfParts = false;
        _notes = null;
        _nextId = 0;
        _depth = 0;
        _trace = null;
        _at = null;
        _arrayPath = null;
        Writing = null;
        Pruning.Clear();
    }

    public void WriteRaw<T>(T value) => Output.WriteRaw(value);

    public void WriteText(string? value)
    {
        if (value is null)
        {
            Output.WriteVarInt(ReferenceTag.Null);
        }
        else if (value.Length <= ReferenceTag.SharedText)
        {
            Output.WriteText(value, ReferenceTag.TextTags);
        }
        else if (_ids.TryGet(value, out int id))
        {
            Output.WriteVarInt(ReferenceTag.KnownText);
            Output.WriteVarInt(id);
        }
        else
        {
            _ids.Add(value, _nextId++);
            Output.WriteText(value, ReferenceTag.TextTags);
        }
    }

    /// <summary>Writes a reference: null, known, or new. What a new object holds is written later.</summary>
    public void WriteReference(object? value)
    {
        if (value is null)
        {
            Output.WriteByte((byte)ReferenceTag.Null);
        }
        else if (value is string text)
        {
            Output.WriteByte((byte)ReferenceTag.Text);
            WriteText(text);
        }
        else if (_ids.TryGet(value, out int id))
        {
            RefuseUnbuilt(value, id);
            if (_ownCode?.Contains(value) == true)
            {
                RefuseBothWays(value);
            }

            Pruning.Met(value, isCapturedThis: false);
            Output.WriteVarInt(ReferenceTag.Known(id));
        }
        else
        {
            WriteNew(value, WayOf(value), isCapturedThis: false);
        }
    }

    /// <summary>Writes the link from a closure to the object it was written in. Only the fields that
    /// the closure reads need to travel.</summary>
    public void WriteCapturedThis(object? value)
    {
        if (value is not null && Context.PlanOf(value.GetType()) is { Reducer.IsStandIn: true } plan)
        {
            WriteOwnCode(value, plan, isCapturedThis: true);
        }
        else if (value is null || IsFixedInstance(value) || !Pruning.CanPruneThis(value, Context.PlanOf(value.GetType())))
        {
            WriteOwner(value);
        }
        else if (_ids.TryGet(value, out int id))
        {
            Output.WriteVarInt(ReferenceTag.Known(id));
        }
        else
        {
            WriteNew(value, Context.PlanOf(value.GetType()), isCapturedThis: true);
        }
    }

    /// <summary>Writes the contents of everything announced so far.</summary>
    public void Drain()
    {
        while (_pending.TryDequeue(out PendingObject next))
        {
            _check.Step(Output.IsAbandoned);
            WriteContent(next);
        }
    }

    /// <summary>Writes a value with references in place.</summary>
    public void WriteStruct<T>(ref T value) => ValueCodec<T>.Write(this, ref value);

    public void WriteNullable<T>(T? value)
        where T : struct
    {
        Output.WriteByte(value.HasValue ? (byte)1 : (byte)0);
        if (value.HasValue)
        {
            T inner = value.GetValueOrDefault();
            ValueCodec<T>.Write(this, ref inner);
        }
    }

    /// <summary>Writes a value that arrives boxed because its type is known at run time only.</summary>
    public void WriteBoxed(object? value, Type type, FieldKind kind)
    {
        switch (kind)
        {
            case FieldKind.Reference:
                WriteReference(value);
                break;
            case FieldKind.String:
                WriteText((string?)value);
                break;
            case FieldKind.Raw:
                Output.WriteRaw(BoxedMemory.Of(value!));
                break;
            case FieldKind.Native:
                NativeNumbers.WriteBoxed(this, value!);
                break;
            case FieldKind.Nullable:
                Output.WriteByte(value is null ? (byte)0 : (byte)1);
                if (value is not null)
                {
                    Type inner = Nullable.GetUnderlyingType(type)!;
                    WriteBoxed(value, inner, FieldLayout.KindOf(inner));
                }

                break;
            case FieldKind.Struct:
                WriteStructContent(value!, Context.PlanOf(type));
                break;
            default:
                RefuseValue(type, Refusal.Handle);
                break;
        }
    }

    private void WriteNew(object value, TypePlan plan, bool isCapturedThis)
    {
        Pruning.Met(value, isCapturedThis);
        if (_report is not null)
        {
            WriteNewReported(value, plan, isCapturedThis);
            return;
        }

        if (_isData)
        {
            RequireQuiet(plan);
        }

        if (plan.IsTree)
        {
            Pruning.TravelsAsTree(value);
        }

        switch (plan.Kind)
        {
            case PlanKind.Refused:
                RefuseValue(plan.Type, plan.Refusal!);
                break;
            case PlanKind.Raw:
                Output.WriteVarInt(ReferenceTag.New(IndexOf(plan.Type)));
                Output.WriteRaw(BoxedMemory.Of(value));
                break;
            case PlanKind.Native:
                Output.WriteVarInt(ReferenceTag.New(IndexOf(plan.Type)));
                NativeNumbers.WriteBoxed(this, value);
                break;
            case PlanKind.Singleton:
                Announce(value, plan);
                break;
            case PlanKind.Array:
                Announce(value, plan);
                WriteArrayHead((Array)value, plan);
                break;
            case PlanKind.Delegate:
                Announce(value, plan);
                WriteDelegate((Delegate)value);
                break;
            case PlanKind.Reduced:
                WriteReduced(value, plan);
                break;
            case PlanKind.Exception:
                WriteNewException((Exception)value, plan);
                break;
            case PlanKind.UserSerialized:
                Announce(value, plan);
                WriteUserSerialized(value, plan);
                break;
            case PlanKind.Sequence:
                WriteSequence(value, plan);
                break;
            default:
                plan = isCapturedThis ? plan.PrunedTwin : plan;
                Announce(value, plan);
                Queue(value, plan);
                break;
        }
    }

    /// <summary>Writes an array of what the sequence brings, in its stead: met again, it is the same array.</summary>
    private void WriteSequence(object value, TypePlan plan)
    {
        int id = _nextId;
        Array? items = plan.Sequence!.ToArray(value, Output.SequenceLimit);
        if (items is null)
        {
            RefuseValue(plan.Type, Refusal.LongSequence);
            return;
        }

        _ids.Add(value, id);
        WriteNew(items, Context.PlanOf(items.GetType()), isCapturedThis: false);
    }

    private void Announce(object value, TypePlan plan)
    {
        if (plan.IsWellKnown)
        {
            Output.WriteVarInt(ReferenceTag.New(IndexOfInstance(plan)));
            _ids.Add(value, _nextId++);
            return;
        }

        int type = IndexOf(plan.WireType);
        if (plan.IsPruned && !plan.IsDisplayClass)
        {
            type = Output.Table.IndexOfPruned(plan, type);
        }

        Output.WriteVarInt(ReferenceTag.New(type));
        _ids.Add(value, _nextId++);
    }

    private void Queue(object value, TypePlan plan) => _pending.Enqueue(new PendingObject(value, plan, _at));

    private void WriteContent(in PendingObject next)
    {
        _at = next.At;
        if (IsTraced)
        {
            Writing = next.Plan.Type;
        }

        ClosureReportBuilder.Place? before = _report?.MoveTo(next.At, next.Plan.Type, Output.BodyLength);
        switch (next.Plan.Kind)
        {
            case PlanKind.Array:
                WriteElements((Array)next.Value, next.Plan.Elements!);
                break;
            case PlanKind.Struct:
                WriteStructContent(next.Value, next.Plan);
                break;
            default:
                WriteObjectContent(next);
                break;
        }

        _report?.MoveTo(before!, Output.BodyLength);
    }

    private void WriteObjectContent(in PendingObject next)
    {
        FieldSet fields = next.Plan.Fields;
        object holder = next.Plan.Content is { } content ? content.Of(next.Value) : next.Value;
        if (next.Plan.IsPruned)
        {
            ulong[] mask = Pruning.MaskFor(next.Plan);
            Output.WriteRaw(FieldMask.Bytes(mask, fields.Plans.Length));
            WriteFields(holder, fields.Plans, mask);
            return;
        }

        if (next.Plan.IsStateMachine)
        {
            NoteCode(next.Plan.Type);
            Pruning.Travels(next.Plan.Type);
        }

        if (!IsTraced && !next.Plan.IsStateMachine && fields.Writer is { } compiled)
        {
            compiled(holder, this);
            return;
        }

        WriteFields(holder, fields.Plans, mask: null);
    }

    private void WriteStructContent(object boxed, TypePlan plan)
    {
        if (_isData)
        {
            RequireQuiet(plan);
        }

        switch (plan.Kind)
        {
            case PlanKind.Reduced:
                Nest(boxed, plan);
                break;
            case PlanKind.UserSerialized:
                WriteUserSerialized(boxed, plan);
                break;
            case PlanKind.Struct when !FieldLayout.IsInlineArray(plan.Type):
                WriteFields(boxed, plan.Fields.Plans, mask: null);
                break;
            default:
                RefuseValue(plan.Type, plan.Refusal ?? Refusal.InlineArray);
                break;
        }
    }

    private void WriteFields(object holder, FieldPlan[] fields, ulong[]? mask)
    {
        PathNode? here = _at;
        for (int i = 0; i < fields.Length; i++)
        {
            FieldPlan field = fields[i];
            if (mask is not null && !FieldMask.Has(mask, i))
            {
                continue;
            }

            if (IsTraced && field.DisplayName is { } name)
            {
                _at = new PathNode(here, "." + name);
            }

            object? value = field.Info.GetValue(holder);
            ClosureReportBuilder.Place? before = _report?.MoveTo(_at, value?.GetType() ?? field.Type, Output.BodyLength);
            if (IsRefusedAt(field, value))
            {
                WriteReference(null);
            }
            else if (field.IsCapturedThis)
            {
                WriteCapturedThis(value);
            }
            else if (field.IsConstantOfTree && value is not null
                && Pruning.CanPruneConstant(holder, value, Context.PlanOf(value.GetType())))
            {
                WriteCapturedThis(value);
            }
            else
            {
                WriteBoxed(value, field.Type, field.Kind);
            }

            _report?.MoveTo(before!, Output.BodyLength);
            _at = here;
        }
    }

    private int IndexOf(Type type)
    {
        try
        {
            return Output.Table.IndexOf(type);
        }
        catch (UnnameableException e)
        {
            throw Refused(e.Name, e.Reason, e.Advice ?? Refusal.Emitted.Advice);
        }
    }

    private int IndexOf(MethodBase method)
    {
        try
        {
            return Output.Table.IndexOf(method);
        }
        catch (UnnameableException e)
        {
            throw Refused(e.Name, e.Reason, e.Advice ?? Refusal.CompiledAtRunTime.Advice);
        }
    }
}

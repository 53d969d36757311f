using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>Reads one object graph: the mirror of <see cref="GraphWriter"/>.</summary>
/// <remarks>
/// Bytes may be hostile. Every allocation is covered by bytes that must follow, every reference is checked against the type of the place
/// it goes to, and types that are refused when writing cannot be made by reading either.
/// </remarks>
internal sealed partial class GraphReader(PayloadReader input)
{
    private readonly List<object?> _objects = [];
    private readonly PendingQueue _pending = new();
    private readonly List<int> _building = [];
    private AbandonCheck _check;
    private long _claimed;
    private int _depth;

    public SerializationContext Context { get; } = input.Context;

    public PayloadReader Input { get; } = input;

    public void Clear()
    {
        ClearPass();
        _mustBeText = null;
        _unreadableParts = null;
        _passes = 0;
        _isTextOnly = false;
        _root = null;
        _at = null;
        _ours = null;
        Origin = null;
    }

    public T ReadRaw<T>() => Input.ReadRaw<T>();

    public string? ReadText()
    {
        uint tag = Input.ReadVarUInt();
        switch (tag)
        {
            case ReferenceTag.Null:
                return null;
            case ReferenceTag.KnownText:
                return Known(Input.ReadVarUInt()) as string ?? throw PayloadReader.Malformed("a text is expected");
            default:
                string text = Input.ReadText(tag - ReferenceTag.TextTags);
                if (text.Length > ReferenceTag.SharedText)
                {
                    _objects.Add(text);
                }

                return text;
        }
    }

    /// <summary>Reads a reference. A new object exists on return; its content may follow later.</summary>
    public object? ReadReference()
    {
        uint tag = Input.ReadVarUInt();
        if (tag == ReferenceTag.Null)
        {
            return null;
        }

        if (tag == ReferenceTag.Text)
        {
            return ReadText() ?? throw PayloadReader.Malformed("a text is missing");
        }

        tag -= ReferenceTag.First;
        return (tag & 1) == 0 ? Known(tag >> 1) : ReadNew(Input.Table.PlanAt((int)(tag >> 1)));
    }

    /// <summary>Reads the content of everything announced so far.</summary>
    public void Drain()
    {
        while (_pending.TryDequeue(out PendingObject next))
        {
            _check.Step(Input.IsAbandoned);
            _at = next.At;
            ReadContent(next.Value, next.Plan);
        }
    }

    public void ReadStruct<T>(ref T value) => ValueCodec<T>.Read(this, ref value);

    public T? ReadNullable<T>()
        where T : struct
    {
        if (Input.ReadByte() == 0)
        {
            return null;
        }

        T value = default;
        ValueCodec<T>.Read(this, ref value);
        return value;
    }

    public object? ReadBoxed(Type type, FieldKind kind)
    {
        switch (kind)
        {
            case FieldKind.Reference:
                return ReadReference();
            case FieldKind.String:
                return ReadText();
            case FieldKind.Raw:
                return ReadRawBox(type, RuntimeHelpers.SizeOf(type.TypeHandle));
            case FieldKind.Native:
                return NativeNumbers.ReadBoxed(type, this);
            case FieldKind.Nullable:
                Type inner = Nullable.GetUnderlyingType(type)!;
                return Input.ReadByte() == 0 ? null : ReadBoxed(inner, FieldLayout.KindOf(inner));
            case FieldKind.Struct:
                return ReadStructValue(Context.PlanOf(type));
            default:
                throw Refused(type);
        }
    }

    private void ClearPass()
    {
        _objects.Clear();
        _pending.Clear();
        _building.Clear();
        _waiting.Clear();
        _callbacks?.Clear();
        _notes = null;
        _heads = null;
        _claimed = 0;
        _depth = 0;
        _at = _root;
        NeedsAnotherPass = false;
    }

    private object Known(uint id)
    {
        if (id >= (uint)_objects.Count)
        {
            throw PayloadReader.Malformed("a reference points to nothing");
        }

        object known = _objects[(int)id] ?? throw PayloadReader.Malformed("an object contains itself before it exists");
        return ReferenceEquals(known, s_lost) ? throw PayloadReader.Malformed("a reference points to what could not be read") : known;
    }

    private object ReadNew(TypePlan plan)
    {
        if (_isData)
        {
            RequireQuiet(plan);
        }

        switch (plan.Kind)
        {
            case PlanKind.Raw:
                return ReadRawBox(plan.Type, plan.RawSize);
            case PlanKind.Native:
                return NativeNumbers.ReadBoxed(plan.Type, this);
            case PlanKind.Singleton:
                return Announce(plan.IsWellKnown ? WellKnown(plan) : plan.Instance!.Read()
                    ?? throw PayloadReader.Malformed("a singleton does not exist"));
            case PlanKind.Array:
                return ReadArrayHead(plan);
            case PlanKind.Delegate:
                return ReadDelegate(plan.Type);
            case PlanKind.Reduced:
                return Noted(ReadReduced(plan), plan);
            case PlanKind.Exception:
                return ReadNewException();
            case PlanKind.UserSerialized:
                int id = Reserve();
                return _objects[id] = ReadUserSerialized(plan);
            case PlanKind.Fields or PlanKind.Struct:
                object value = Announce(Noted(RuntimeHelpers.GetUninitializedObject(plan.Type), plan));
                _pending.Enqueue(new PendingObject(value, plan, _at));
                return value;
            default:
                throw RefusedByPlan(plan);
        }
    }

    private object Announce(object value)
    {
        _objects.Add(value);
        return value;
    }

    /// <summary>Takes the next id for an object that does not exist yet.</summary>
    private int Reserve()
    {
        _objects.Add(null);
        return _objects.Count - 1;
    }

    private void ReadContent(object value, TypePlan plan)
    {
        if (plan.Kind == PlanKind.Array)
        {
            ReadElements((Array)value, plan.Elements!);
            return;
        }

        FieldSet fields = plan.Fields;
        if (plan.Kind == PlanKind.Struct)
        {
            ReadFields(value, fields.Plans, mask: default, isMasked: false);
        }
        else if (plan.IsPruned)
        {
            ReadOnlySpan<byte> mask = Input.ReadRaw(FieldMask.ByteCount(fields.Plans.Length));
            ReadFields(value, fields.Plans, mask, isMasked: true);
        }
        else if (!IsTraced && !plan.IsStateMachine && fields.Reader is { } compiled)
        {
            compiled(value, this);
        }
        else
        {
            ReadFields(value, fields.Plans, mask: default, isMasked: false);
        }
    }

    private void ReadFields(object holder, FieldPlan[] fields, ReadOnlySpan<byte> mask, bool isMasked)
    {
        PathNode? here = _at;
        for (int i = 0; i < fields.Length; i++)
        {
            if (!isMasked || (mask[i >> 3] & (1 << (i & 7))) != 0)
            {
                FieldPlan field = fields[i];
                if (IsTraced && field.DisplayName is { } name)
                {
                    _at = new PathNode(here, "." + name);
                }

                field.Set(holder, ReadBoxed(field.Type, field.Kind));
                _at = here;
            }
        }
    }

    private object ReadStructValue(TypePlan plan)
    {
        if (_isData)
        {
            RequireQuiet(plan);
        }

        switch (plan.Kind)
        {
            case PlanKind.Reduced:
                EnterNested();
                _building.Add(-1);
                object reduced = Rebuild(plan);
                _building.RemoveAt(_building.Count - 1);
                _depth--;
                return reduced;
            case PlanKind.UserSerialized:
                return ReadUserSerialized(plan);
            case PlanKind.Struct when !FieldLayout.IsInlineArray(plan.Type):
                object value = RuntimeHelpers.GetUninitializedObject(plan.Type);
                ReadFields(value, plan.Fields.Plans, mask: default, isMasked: false);
                return value;
            default:
                throw Refused(plan.Type);
        }
    }

    private object ReadReduced(TypePlan plan)
    {
        EnterNested();
        int id = Reserve();
        _building.Add(id);
        object value = Rebuild(plan);
        _building.RemoveAt(_building.Count - 1);
        _objects[id] = value;
        _depth--;
        return value;
    }

    private object ReadRawBox(Type type, int size)
    {
        ReadOnlySpan<byte> bytes = Input.ReadRaw(size);
        object value = RuntimeHelpers.GetUninitializedObject(type);
        bytes.CopyTo(BoxedMemory.Of(value));
        return value;
    }

    private void EnterNested()
    {
        if (++_depth > DepthLimit.Nesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw PayloadReader.Malformed("it nests too deep");
        }
    }

    private static InvalidDataException RefusedByPlan(TypePlan plan) =>
        plan.Refusal is { } refusal ? RefusedAsData(plan.Type, refusal) : Refused(plan.Type);

    private static InvalidDataException Refused(Type type) => PayloadReader.Malformed($"a '{type}' cannot have been sent");
}

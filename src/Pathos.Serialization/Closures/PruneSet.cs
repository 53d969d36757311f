using System.Reflection;

namespace Pathos.Serialization;

/// <summary>What of the closures in one graph has to travel, given the code that travels with them.</summary>
/// <remarks>
/// The code is discovered while writing, and a delegate met late can need a field that was left out early. So the set only grows, and the
/// graph is written again when what was left out turns out to be needed. Most graphs have one delegate, met first: one pass.
/// </remarks>
internal sealed class PruneSet
{
    private readonly List<Reach> _reaches = [];
    private readonly HashSet<FieldKey> _kept = [];

    // Closure classes that data reads, and those that nothing which travels was seen to read.
    private readonly HashSet<FieldKey> _touchedByData = [];
    private readonly HashSet<FieldKey> _untouched = [];
    private readonly HashSet<object> _trees = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _whole = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _partial = new(ReferenceEqualityComparer.Instance);
    private readonly List<WrittenMask> _written = [];
    private int _version;
    private bool _isWrong;

    /// <summary>Ends a pass, and tells whether it left out something that it found to be needed later.</summary>
    public bool NeedsAnotherPass()
    {
        NoteUntouched();
        return _isWrong || (_written.Count > 0 && _written.Exists(IsOutdated)) || (_partial.Count > 0 && PartialEscaped());
    }

    public void BeginPass()
    {
        _isWrong = false;
        if (_written.Count > 0)
        {
            _written.Clear();
            _partial.Clear();
        }
    }

    public void Clear()
    {
        BeginPass();
        if (_version > 0)
        {
            _version = 0;
            _reaches.Clear();
            _kept.Clear();
            _touchedByData.Clear();
            _untouched.Clear();
            _whole.Clear();
        }

        _partial.Clear();
        _trees.Clear();
    }

    /// <summary>Notes how much is known, to come back to with <see cref="GoBack"/>.</summary>
    public Note TakeNote() => new(_reaches.Count, _written.Count);

    /// <summary>Forgets the code and the masks of objects that were taken back. That an object has to be whole is not forgotten: it
    /// costs some bytes, and is never wrong.</summary>
    public void GoBack(in Note note, ObjectIds written)
    {
        _reaches.RemoveRange(note.Reaches, _reaches.Count - note.Reaches);
        _written.RemoveRange(note.Written, _written.Count - note.Written);
        _partial.RemoveWhere(value => !written.TryGet(value, out _));
    }

    /// <summary>Notes that a delegate to this method travels.</summary>
    public void Travels(MethodBase method)
    {
        // Code of the user's own methods makes closures of its own; it cannot look into others.
        if (CompilerNames.IsGeneratedCode(method))
        {
            Add(ReachAnalysis.Of(method));
        }
    }

    /// <summary>Notes that an iterator or async method travels.</summary>
    public void Travels(Type stateMachine) => Add(ReachAnalysis.Of(stateMachine));

    /// <summary>Notes a field that data refers to.</summary>
    public void Keep(FieldInfo field)
    {
        if (_kept.Add(FieldKey.Of(field)))
        {
            _version++;
            if (field.DeclaringType is { } holder)
            {
                _touchedByData.Add(FieldKey.Of(holder));
            }
        }
    }

    /// <summary>Notes that an expression tree travels: what it reads of the objects in it, it names.</summary>
    public void TravelsAsTree(object tree)
    {
        if (!_trees.Contains(tree) && ExpressionReach.Of(tree, _trees) is { } reach)
        {
            Add(reach);
        }
    }

    /// <summary>Tells whether an object that stands in an expression tree may travel with only the fields that the tree reads.</summary>
    public bool CanPruneConstant(object node, object value, TypePlan plan) => _trees.Contains(node) && CanPruneThis(value, plan);

    /// <summary>True for a lambda that the compiler made a method of the user's own class, because it
    /// captures nothing but <c>this</c>.</summary>
    public static bool IsLambdaOf(MethodInfo method, object? target) =>
        target is not null && !method.IsStatic && CompilerNames.IsGenerated(method) && method.DeclaringType is { } type
        && !CompilerNames.IsGenerated(type);

    /// <summary>Tells whether an object reached as a captured <c>this</c> may travel with only the fields that are read.</summary>
    public bool CanPruneThis(object value, TypePlan plan)
    {
        if (plan.Kind != PlanKind.Fields || plan.IsDisplayClass || plan.IsStateMachine || HasFinalizer(plan.Type) || _whole.Contains(value))
        {
            return false;
        }

        return !_reaches.Exists(r => r.Escapes(plan.Type));
    }

    /// <summary>Notes by which way an object was reached: one that others refer to as well must be whole.</summary>
    public void Met(object value, bool isCapturedThis)
    {
        if (isCapturedThis)
        {
            _partial.Add(value);
        }
        else if (_partial.Count > 0 && _partial.Contains(value) && _whole.Add(value))
        {
            _version++;
            _isWrong = true;
        }
    }

    /// <summary>Gets the fields of a pruned type that travel, as far as is known now.</summary>
    public ulong[] MaskFor(TypePlan plan)
    {
        ulong[] mask = Compute(plan);
        _written.Add(new WrittenMask(plan, mask, _version));
        return mask;
    }

    private ulong[] Compute(TypePlan plan) =>
        _reaches.Count == 1 && _kept.Count == 0 && _untouched.Count == 0
            ? _reaches[0].MaskFor(plan)
            : Reach.Compute(plan, _reaches, _kept, isWhole: plan.IsDisplayClass && _untouched.Contains(FieldKey.Of(plan.Type)));

    /// <summary>A closure that nothing which travels touches got here by other means (reflection). The
    /// code that sent it wants all of it.</summary>
    /// <remarks>Only the end of a pass can tell, because what touches it may be met after it.</remarks>
    private void NoteUntouched()
    {
        TypePlan? last = null;
        foreach (WrittenMask written in _written)
        {
            if (ReferenceEquals(written.Plan, last))
            {
                continue;
            }

            last = written.Plan;
            if (written.Plan.IsDisplayClass && FieldKey.Of(written.Plan.Type) is var type && !_untouched.Contains(type)
                && !_touchedByData.Contains(type) && !_reaches.Exists(reach => reach.Touched.Contains(type)))
            {
                _untouched.Add(type);
                _version++;
            }
        }
    }

    private void Add(Reach reach)
    {
        if (!_reaches.Contains(reach))
        {
            _reaches.Add(reach);
            _version++;
        }
    }

    private bool IsOutdated(WrittenMask written) =>
        written.Version != _version && !FieldMask.Covers(written.Mask, Compute(written.Plan));

    private bool PartialEscaped()
    {
        foreach (object value in _partial)
        {
            Type type = value.GetType();
            if (_reaches.Exists(r => r.Escapes(type)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How much was known at some point of a pass.</summary>
    public readonly record struct Note(int Reaches, int Written);

    /// <summary>The fields with which an object was written, and how much was known then.</summary>
    private sealed record WrittenMask(TypePlan Plan, ulong[] Mask, int Version);

    /// <summary>A finalizer is code that runs over there too, and it may read anything.</summary>
    private static bool HasFinalizer(Type type) =>
        type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)?.DeclaringType != typeof(object);
}


namespace Pathos.Serialization;

/// <summary>What one side knows: where code comes from, and how types beyond the built-in ones travel.
/// Thread-safe; made once a pool or worker.</summary>
/// <remarks>
/// Plans and resolved tables are cached here and not in statics, so that two contexts with different policies never see each other's.
/// There are two kinds: <see cref="CodeContext"/> for what may run code here, and <see cref="DataContext"/> for what may not.
/// </remarks>
internal abstract class SerializationContext
{
    // More types than travel in any program, and few enough to keep for ever.
    private const int MostPlans = 1 << 15;

    private readonly Remembered<Type, TypePlan> _plans = new();

    // Types that payloads made out of others, whether or not there was an object of them.
    private readonly Remembered<Type, object> _made = new();
    private readonly Reducer[] _reducers;
    private int _planCount;

    private protected SerializationContext(ITypeSource types, IEnumerable<Reducer>? reducers = null, IValueSerializer? values = null)
    {
        Types = types;
        _reducers = reducers is null ? [] : [.. reducers];
        Values = values;
        Tables = new TypeTableCache(this);
    }

    public ITypeSource Types { get; }

    public IValueSerializer? Values { get; }

    public TypeTableCache Tables { get; }

    /// <summary>Gets whether values are written to be known again, and never read: equal content gives equal bytes, however it came
    /// about.</summary>
    public bool IsIdentity { get; private protected init; }

    /// <summary>Gets whether methods, assemblies and delegates may travel.</summary>
    public abstract bool HoldsCode { get; }

    /// <summary>Gets where assemblies are noted that payloads name, or null.</summary>
    public abstract ShippedCode? Shipped { get; }

    /// <summary>Gets how a type travels.</summary>
    public TypePlan PlanOf(Type type) => _plans.TryGetValue(type, out TypePlan? plan) ? plan : AddPlan(type);

    /// <summary>Tells whether bytes from elsewhere may make this process know the type: those that it knows, and others as long
    /// as they are not beyond counting.</summary>
    public bool MayMake(Type type)
    {
        if (_plans.Contains(type) || _made.Contains(type))
        {
            return true;
        }

        bool mayBe = Volatile.Read(ref _planCount) < MostPlans;
        if (mayBe && _made.TryAdd(type, this) && !type.IsCollectible)
        {
            Interlocked.Increment(ref _planCount);
        }

        return mayBe;
    }

    /// <summary>Decides about a plan before it is used for the first time.</summary>
    private protected abstract TypePlan Admit(TypePlan plan);

    private TypePlan AddPlan(Type type)
    {
        TypePlan made = Admit(TypePlan.Create(type, this));
        TypePlan plan = _plans.GetOrAdd(type, made);
        if (ReferenceEquals(plan, made) && !_made.Contains(type) && !type.IsCollectible)
        {
            Interlocked.Increment(ref _planCount);
        }

        return plan;
    }

    /// <summary>Finds the registered reducer for a type, or null. Registered ones win over built-in ones.</summary>
    public Reducer? RegisteredReducer(Type type)
    {
        foreach (Reducer reducer in _reducers)
        {
            if (reducer.Handles(type))
            {
                return reducer;
            }
        }

        return null;
    }
}

using System.Runtime.CompilerServices;

namespace Pathos.Serialization;

/// <summary>How values of one type travel in one context. Immutable after creation.</summary>
internal sealed class TypePlan
{
    private OwnCodeFact? _ownCode;
    private DeclaredTypes? _lastDeclared;
    private WellKnownInstances? _instances;

    private TypePlan(Type type, PlanKind kind)
    {
        Type = type;
        Kind = kind;
        IsTree = ExpressionNodes.Contains(type);
        HasCallback = kind is PlanKind.Fields or PlanKind.Reduced && OwnCallbacks.HasCallback(type);
    }

    public Type Type { get; }

    public PlanKind Kind { get; }

    /// <summary>Gets the type that goes on the wire; differs from <see cref="Type"/> for private implementations that are reduced, and
    /// for exceptions: a reader may not have their type.</summary>
    public Type WireType => Reducer?.WireType(Type) ?? Sequence?.ArrayType ?? (Kind == PlanKind.Exception ? typeof(RemoteException) : Type);

    /// <summary>Gets the fields, for the kinds Struct and Fields.</summary>
    public FieldSet Fields => field ??= FieldSet.Of(Type);

    /// <summary>Gets the size in memory, for the kind Raw.</summary>
    public int RawSize { get; private init; }

    public Reducer? Reducer { get; private init; }

    public Refusal? Refusal { get; private init; }

    /// <summary>Gets how it becomes an array, for the kind Sequence.</summary>
    public LazySequences? Sequence { get; private init; }

    /// <summary>Gets why only a declared type may be rebuilt so: code of its own runs then. Null for all that is only rebuilt.</summary>
    private Refusal? Undeclared => (_ownCode ??= new OwnCodeFact(FindOwnCode())).Refusal;

    /// <summary>Gets what is written for an object that holds more than its content, for the kind Fields; null where none does.</summary>
    public ContentTwin? Content { get; private init; }

    /// <summary>Gets or sets the fewest bytes of a value, for the kind Struct; null until a reader has
    /// counted them. All count the same.</summary>
    public int? LeastBytes { get; set; }

    /// <summary>Finds why a value of the type may not be rebuilt where these types are declared, or null. The last answer is kept,
    /// as it is asked for each object.</summary>
    public Refusal? RefusalFor(DeclaredTypes declared)
    {
        if (Undeclared is not { } refusal || ReferenceEquals(_lastDeclared, declared))
        {
            return null;
        }

        if (!declared.Contains(Type))
        {
            return refusal;
        }

        _lastDeclared = declared;
        return null;
    }

    /// <summary>Gets how the elements travel, for the kind Array.</summary>
    public ArrayPlan? Elements { get; private init; }

    /// <summary>Gets the static member whose value stands for the object, for the kind Singleton.</summary>
    public InstanceSource? Instance { get; private init; }

    /// <summary>Gets whether the instance is one of those that its type declares, and not the compiler's own.</summary>
    public bool IsWellKnown { get; private init; }

    /// <summary>Gets whether another way to travel was registered for the type, which leaves its instances no say.</summary>
    private bool IsRegistered { get; init; }

    private bool IsOfIdentity { get; init; }

    private WellKnownInstances Instances => _instances ??=
        !IsRegistered && Kind is PlanKind.Fields or PlanKind.Reduced ? WellKnownInstances.Of(Type) : WellKnownInstances.None;

    /// <summary>Gets whether the compiler made the type to hold captured variables.</summary>
    public bool IsDisplayClass { get; private init; }

    /// <summary>Gets whether the compiler made the type to run an iterator or async method, whose code travels with the object.</summary>
    public bool IsStateMachine { get; private init; }

    /// <summary>Gets whether an object of it wants to know when all has been read.</summary>
    public bool HasCallback { get; private init; }

    /// <summary>Gets whether it is a node of an expression tree.</summary>
    public bool IsTree { get; }

    /// <summary>Gets whether a mask of the fields that travel comes before them.</summary>
    public bool IsPruned { get; private init; }

    /// <summary>Gets the plan by which an object travels that a closure only reads some fields of.</summary>
    public TypePlan PrunedTwin => field ??= new TypePlan(Type, Kind) { IsPruned = true };

    /// <summary>Gets the plan by which an object travels with its fields, for which a stand-in travels elsewhere.</summary>
    public TypePlan AsData => field ??= CreateClass(Type, IsOfIdentity);

    /// <summary>The plan of the same type where it may not travel.</summary>
    public TypePlan Refused(Refusal refusal) => Refuse(Type, refusal);

    /// <summary>The plan of the same type where what it enumerates travels for it.</summary>
    public TypePlan Enumerated(LazySequences sequence) => new(Type, PlanKind.Sequence) { Sequence = sequence };

    /// <summary>Finds why a place cannot hold what travels for such an object, or null when it can.</summary>
    public Refusal? RefusalAt(Type place) => place.IsAssignableFrom(WireType) ? null
        : Kind == PlanKind.Sequence ? Refusal.LazyPlace
        : Reducer is { IsStandIn: true, RefusesOtherPlaces: true } ? StandIns.RefusalFor(place, WireType)
        : null;

    /// <summary>The plan by which an object travels as the value of a static member.</summary>
    public static TypePlan OfInstance(Type type, InstanceSource source) =>
        new(type, PlanKind.Singleton) { Instance = source, IsWellKnown = true };

    /// <summary>Finds the plan by which an object travels as the well-known instance that it is; null for others.</summary>
    public TypePlan? InstanceOf(object value) => Instances.Find(value);

    public static TypePlan Create(Type type, SerializationContext context)
    {
        if (type == typeof(string))
        {
            return new TypePlan(type, PlanKind.String);
        }

        if (type == typeof(void) || type.IsByRefLike || type.IsPointer || type.IsByRef || type.IsFunctionPointer
            || type.ContainsGenericParameters)
        {
            return Refuse(type, Refusal.NoValue);
        }

        if (type == typeof(RemoteException))
        {
            // On the wire it stands for all exceptions, so no registration may claim it.
            return new TypePlan(type, PlanKind.Exception);
        }

        if (Registrations.Find(type) is { } said)
        {
            return new TypePlan(type, PlanKind.Reduced) { Reducer = new RegisteredReducer(said), HasCallback = false };
        }

        if (context.RegisteredReducer(type) is { } registered)
        {
            return new TypePlan(type, PlanKind.Reduced)
            {
                Reducer = registered,
                IsRegistered = true,
                IsOfIdentity = context.IsIdentity,
            };
        }

        if (type.IsArray)
        {
            if (FieldLayout.HoldsPointers(type))
            {
                return Refuse(type, Refusal.Handle);
            }

            return new TypePlan(type, PlanKind.Array) { Elements = ArrayPlan.For(type) };
        }

        if (FieldLayout.KindOf(type) == FieldKind.Raw)
        {
            return new TypePlan(type, PlanKind.Raw) { RawSize = RuntimeHelpers.SizeOf(type.TypeHandle) };
        }

        if (FieldLayout.KindOf(type) == FieldKind.Native)
        {
            return new TypePlan(type, PlanKind.Native);
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return type.IsAbstract ? Refuse(type, Refusal.NoValue) : new TypePlan(type, PlanKind.Delegate);
        }

        if (type.Assembly.IsDynamic)
        {
            return Refuse(type, Refusal.Emitted);
        }

        if (context.Values is { } values && Claims(values, type))
        {
            return new TypePlan(type, PlanKind.UserSerialized);
        }

        if (typeof(Exception).IsAssignableFrom(type))
        {
            return new TypePlan(type, PlanKind.Exception);
        }

        if (CopiedTypes.RefusalFor(type) is { } ofACopy)
        {
            return Refuse(type, ofACopy);
        }

        if (BuiltInReducers.Find(type) is { } reducer)
        {
            return new TypePlan(type, PlanKind.Reduced) { Reducer = reducer };
        }

        if ((Refusals.Find(type) ?? OverlappingFields.RefusalFor(type) ?? EnumeratorsUnderWay.RefusalFor(type)) is { } refusal)
        {
            return Refuse(type, refusal);
        }

        if (Registrations.BaseOf(type) is { } ofBase)
        {
            return Refuse(type, Refusal.BaseRegistered(ofBase.Type));
        }

        if (OwnCallbacks.IsReference(type))
        {
            return new TypePlan(type, PlanKind.Reduced) { Reducer = new ObjectReferenceReducer() };
        }

        if (CompilerNames.SingletonField(type) is { } instance)
        {
            return new TypePlan(type, PlanKind.Singleton) { Instance = InstanceSource.Of(instance) };
        }

        return type.IsValueType
            ? new TypePlan(type, PlanKind.Struct)
            : CreateClass(type, context.IsIdentity);
    }

    private Refusal? FindOwnCode() => Kind switch
    {
        PlanKind.UserSerialized => Refusal.ValueSerialized,
        PlanKind.String or PlanKind.Native or PlanKind.Array or PlanKind.Exception or PlanKind.Refused => null,
        PlanKind.Reduced when Reducer is RegisteredReducer => Refusal.Registered,
        PlanKind.Reduced when WireType != Type => null,
        _ => InertTypes.IsOfTheFramework(Type.Assembly) ? null : OwnCode.Of(Type),
    };

    private static bool Claims(IValueSerializer values, Type type)
    {
        try
        {
            return values.CanSerialize(type);
        }
        catch (Exception error)
        {
            throw new ForeignCodeException(error);
        }
    }

    private static TypePlan CreateClass(Type type, bool isIdentity)
    {
        bool isDisplayClass = CompilerNames.IsDisplayClass(type);
        return new TypePlan(type, PlanKind.Fields)
        {
            IsDisplayClass = isDisplayClass,
            IsPruned = isDisplayClass,
            IsStateMachine = CompilerNames.IsStateMachine(type),
            Content = isIdentity ? ContentTwin.ForIdentity(type) : ContentTwin.For(type),
        };
    }

    private static TypePlan Refuse(Type type, Refusal refusal) => new(type, PlanKind.Refused) { Refusal = refusal };

    // Made when it is first asked for, by any thread: all of them make the same.
    private sealed record OwnCodeFact(Refusal? Refusal);
}

namespace Pathos;

/// <summary>The rule by which values of a type travel. Of several that apply, the first one here counts.</summary>
public enum TravelRule
{
    /// <summary>It does not travel.</summary>
    Refused,

    /// <summary>By the functions that were given to <see cref="Closure.Register{T, TData}"/>.</summary>
    Registered,

    /// <summary>It stays here; what stands for it is connected with it by the pool: tokens, progress, loggers, pools, broadcasts.</summary>
    CarriedByPool,

    /// <summary>By an <see cref="IValueSerializer"/>.</summary>
    ValueSerializer,

    /// <summary>By a rule that this library has for the type, which writes what its fields do not say.</summary>
    BuiltIn,

    /// <summary>As the name of an instance that the far side has, too.</summary>
    WellKnownInstance,

    /// <summary>A delegate: by the names of its methods, and with what it captured.</summary>
    Code,

    /// <summary>By its memory or its text, as it is.</summary>
    Memory,

    /// <summary>An array: element by element.</summary>
    Elements,

    /// <summary>Field by field.</summary>
    Fields,
}

namespace Pathos.Serialization;

/// <summary>The ways a value can travel.</summary>
internal enum PlanKind
{
    /// <summary>Not at all; the plan holds the reason and the advice.</summary>
    Refused,

    /// <summary>Text.</summary>
    String,

    /// <summary>A value without references: its memory.</summary>
    Raw,

    /// <summary>A number as wide as a pointer: eight bytes.</summary>
    Native,

    /// <summary>A value with references: field by field, in place.</summary>
    Struct,

    /// <summary>An object: field by field, after the object that refers to it.</summary>
    Fields,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A delegate: methods and targets.</summary>
    Delegate,

    /// <summary>An exception: its text, and its parts as far as they can travel.</summary>
    Exception,

    /// <summary>Whatever its reducer makes of it.</summary>
    Reduced,

    /// <summary>Bytes of the user's own serialiser.</summary>
    UserSerialized,

    /// <summary>A lazy sequence: an array of its items travels. Only written.</summary>
    Sequence,

    /// <summary>The value of a static readonly field: the reader's own stands for it. The compiler's instance that carries non-capturing
    /// lambdas, or a well-known one.</summary>
    Singleton,
}

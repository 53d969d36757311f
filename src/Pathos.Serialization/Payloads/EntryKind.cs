namespace Pathos.Serialization;

/// <summary>What an entry of the type table describes. Part of the wire format: never renumber.</summary>
internal enum EntryKind : byte
{
    /// <summary>A user assembly: name, MVID, path hint, load context.</summary>
    Assembly = 0,

    /// <summary>A type of the shared framework: assembly name and full name, both resolved on the reader's own runtime.</summary>
    FrameworkType = 1,

    /// <summary>A user type: assembly and metadata token.</summary>
    UserType = 2,

    /// <summary>A generic definition with arguments.</summary>
    ConstructedType = 3,

    /// <summary>An array: element and rank, 0 for the ordinary one-dimensional kind.</summary>
    ArrayType = 4,

    /// <summary>A type of these libraries, which every process has its own copy of: assembly name and full name.</summary>
    OwnType = 5,

    /// <summary>A method of a user assembly: declaring type, assembly, token, generic arguments.</summary>
    UserMethod = 6,

    /// <summary>A method of the framework: declaring type, name, signature, generic arguments.</summary>
    FrameworkMethod = 7,

    /// <summary>A by-reference type, which occurs in signatures only.</summary>
    ByRefType = 8,

    /// <summary>A type whose objects come with a mask of the fields that travel.</summary>
    PrunedType = 9,

    /// <summary>A well-known instance: its type, the type that declares the static readonly field, and the field's name.</summary>
    Instance = 10,

    /// <summary>A pointer type: what it points to.</summary>
    PointerType = 11,

    /// <summary>A type parameter of a generic type: the definition and the position.</summary>
    TypeParameter = 12,

    /// <summary>A type parameter of a generic method: the definition and the position.</summary>
    MethodParameter = 13,
}

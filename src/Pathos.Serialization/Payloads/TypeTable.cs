using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pathos.Serialization;

/// <summary>The type table of a payload on the reading side. Entries are resolved when first mentioned, and then stay resolved.</summary>
/// <remarks>
/// Shared by all payloads with the same table bytes, on any thread: resolving an entry twice gives the same answer, so the race is
/// harmless. A <see cref="Type"/> stands for a type that is only mentioned, a <see cref="TypePlan"/> for one that has objects, a
/// <see cref="MethodBase"/> for a method, an <see cref="Assembly"/> for an assembly.
/// </remarks>
internal sealed class TypeTable(SerializationContext context, byte[] bytes, int[] starts)
{
    // Far beyond the types of any query, and far below what is slow to name.
    private const int MostParts = 500;

    // The table of metadata whose rows are the types that an assembly defines itself.
    private const int TypeDefinition = 0x02;

    private readonly object?[] _resolved = new object?[starts.Length];

    public TypePlan PlanAt(int index) => Get(index) switch
    {
        TypePlan plan => plan,
        Type type => PlanOf(type, index),
        _ => throw PayloadReader.Malformed("a type is expected"),
    };

    public Type TypeAt(int index) => Get(index) switch
    {
        Type type => type,
        TypePlan plan => plan.Type,
        _ => throw PayloadReader.Malformed("a type is expected"),
    };

    public MethodBase MethodAt(int index) => Get(index) as MethodBase ?? throw PayloadReader.Malformed("a method is expected");

    public Assembly AssemblyAt(int index) => Get(index) as Assembly ?? throw PayloadReader.Malformed("an assembly is expected");

    private object Get(int index)
    {
        if ((uint)index >= (uint)_resolved.Length)
        {
            throw PayloadReader.Malformed("an index is outside the type table");
        }

        return Volatile.Read(ref _resolved[index]) ?? (RuntimeHelpers.TryEnsureSufficientExecutionStack()
            ? Resolve(index)
            : throw PayloadReader.Malformed("the entries of the type table build on each other too deep"));
    }

    private object Resolve(int index)
    {
        TableCursor cursor = new(bytes, starts[index]);
        object resolved = (EntryKind)cursor.Byte() switch
        {
            EntryKind.Assembly => ResolveAssembly(ref cursor),
            EntryKind.FrameworkType => FrameworkTypes.Resolve(cursor.Text(), TypeName(ref cursor)),
            EntryKind.OwnType => OwnAssemblies.ResolveType(cursor.Text(), TypeName(ref cursor)),
            EntryKind.UserType => ResolveUserType(ref cursor, index),
            EntryKind.ConstructedType => Admitted(TypeAt(Earlier(ref cursor, index)).MakeGenericType(Types(ref cursor, index))),
            EntryKind.ArrayType => Admitted(ResolveArray(ref cursor, index)),
            EntryKind.ByRefType => TypeAt(Earlier(ref cursor, index)).MakeByRefType(),
            EntryKind.PointerType => Admitted(TypeAt(Earlier(ref cursor, index)).MakePointerType()),
            EntryKind.TypeParameter => Parameter(TypeAt(Earlier(ref cursor, index)).GetGenericArguments(), cursor.Number()),
            EntryKind.MethodParameter when context.HoldsCode
                => Parameter(MethodAt(Earlier(ref cursor, index)).GetGenericArguments(), cursor.Number()),
            EntryKind.PrunedType => PlanAt(Earlier(ref cursor, index)).PrunedTwin,
            EntryKind.Instance => ResolveInstance(ref cursor, index),
            EntryKind.UserMethod when context.HoldsCode => ResolveUserMethod(ref cursor, index),
            EntryKind.FrameworkMethod when context.HoldsCode => ResolveFrameworkMethod(ref cursor, index),
            EntryKind.UserMethod or EntryKind.FrameworkMethod or EntryKind.MethodParameter =>
                throw PayloadReader.Malformed("data names a method"),
            _ => throw PayloadReader.Malformed("an entry of the type table is of an unknown kind"),
        };
        Volatile.Write(ref _resolved[index], resolved);
        return resolved;
    }

    /// <summary>
    /// Types that are made out of others stay in this process for ever, and their names are as long as they are: without bounds a peer
    /// could fill the memory with types that mean nothing, or with the name of one of them.
    /// </summary>
    private Type Admitted(Type type)
    {
        int parts = MostParts;
        return Fits(type, ref parts) && context.MayMake(type) ? type : throw PayloadReader.Malformed("it has types beyond any program's");
    }

    private TypePlan PlanOf(Type type, int index)
    {
        TypePlan plan = context.PlanOf(type);
        Volatile.Write(ref _resolved[index], plan);
        return plan;
    }

    private static bool Fits(Type type, ref int parts)
    {
        if (--parts < 0)
        {
            return false;
        }

        if (type.HasElementType)
        {
            return Fits(type.GetElementType()!, ref parts);
        }

        foreach (Type argument in type.GenericTypeArguments)
        {
            if (!Fits(argument, ref parts))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name of a type without arguments. In a name with them, each argument could name an assembly to load.</summary>
    private static string TypeName(ref TableCursor cursor)
    {
        string name = cursor.Text();
        return name.AsSpan().ContainsAny("[],*&") ? throw PayloadReader.Malformed("a name is not that of a definition") : name;
    }

    private Assembly ResolveAssembly(ref TableCursor cursor)
    {
        string name = cursor.Text();
        Guid mvid = cursor.Guid();
        string path = cursor.Text();
        ContextMark mark = Mark(ref cursor);
        if (mark.Kind == ContextKind.Default && OwnAssemblies.IsOwn(name))
        {
            return OwnAssemblies.ResolveBuild(name, mvid);
        }

        return context.Types.Resolve(new AssemblyIdentity(name, mvid, path.Length == 0 ? null : path, mark));
    }

    private static ContextMark Mark(ref TableCursor cursor)
    {
        switch ((ContextKind)cursor.Byte())
        {
            case ContextKind.Default:
                return default;
            case ContextKind.Numbered when cursor.Number() is > LoadContexts.Default and <= LoadContexts.Most and int number:
                return ContextMark.Numbered(number);
            case ContextKind.Kept:
                return ContextMark.Kept(cursor.Guid());
            case ContextKind.Foreign:
                return ContextMark.Foreign;
            default:
                throw PayloadReader.Malformed("a load context is of an unknown kind, or out of bounds");
        }
    }

    /// <summary>Tells whether a table names an assembly that may be unloaded: nothing may then hold what it was resolved to.</summary>
    public static bool MayBeUnloaded(SerializationContext context, byte[] bytes, int[] starts)
    {
        foreach (int start in starts)
        {
            TableCursor cursor = new(bytes, start);
            if ((EntryKind)cursor.Byte() == EntryKind.Assembly)
            {
                cursor.Take(cursor.Count());
                _ = cursor.Guid();
                cursor.Take(cursor.Count());
                if (context.Types.MayBeUnloaded(Mark(ref cursor)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private Type ResolveUserType(ref TableCursor cursor, int index)
    {
        Assembly assembly = AssemblyAt(Earlier(ref cursor, index));
        int token = cursor.Number();

        // Other tokens refer to types of other assemblies, which would be loaded for it.
        return token >> 24 == TypeDefinition
            ? assembly.ManifestModule.ResolveType(token)
            : throw PayloadReader.Malformed("a token is not that of a type");
    }

    private Type ResolveArray(ref TableCursor cursor, int index)
    {
        Type element = TypeAt(Earlier(ref cursor, index));
        int rank = cursor.Number();
        return rank == 0 ? element.MakeArrayType() : element.MakeArrayType(Math.Min(rank, 33));
    }

    private static Type Parameter(Type[] parameters, int position) => (uint)position < (uint)parameters.Length
        && parameters[position].IsGenericParameter
        ? parameters[position]
        : throw PayloadReader.Malformed("a type parameter is outside its definition");

    private TypePlan ResolveInstance(ref TableCursor cursor, int index)
    {
        Type type = TypeAt(Earlier(ref cursor, index));
        Type holder = TypeAt(Earlier(ref cursor, index));
        string name = cursor.Text();
        return WellKnownInstances.SourceOf(type, holder, name) is { } source ? TypePlan.OfInstance(type, source)
            : throw PayloadReader.Malformed($"'{holder}' has no static readonly field '{name}' for a '{type}'");
    }

    private MethodBase ResolveUserMethod(ref TableCursor cursor, int index)
    {
        Type declaring = TypeAt(Earlier(ref cursor, index));
        Assembly assembly = AssemblyAt(Earlier(ref cursor, index));
        MethodBase method = assembly.ManifestModule.ResolveMethod(cursor.Number()) ?? throw PayloadReader.Malformed("a method is unknown");
        if (method.DeclaringType != (declaring.IsConstructedGenericType ? declaring.GetGenericTypeDefinition() : declaring))
        {
            throw PayloadReader.Malformed("a method is not of its type");
        }

        return Construct(method, declaring, Types(ref cursor, index));
    }

    private MethodBase ResolveFrameworkMethod(ref TableCursor cursor, int index)
    {
        Type declaring = TypeAt(Earlier(ref cursor, index));
        string name = cursor.Text();
        string signature = cursor.Text();
        Type definition = declaring.IsConstructedGenericType ? declaring.GetGenericTypeDefinition() : declaring;
        MethodBase method = MethodSignature.Find(definition, name, signature)
            ?? throw new MissingMethodException(
                $"This runtime has no method '{signature}' on '{definition}'. Both processes must run the same framework version.");
        return Construct(method, declaring, Types(ref cursor, index));
    }

    private static MethodBase Construct(MethodBase method, Type declaring, Type[] arguments)
    {
        if (declaring.IsConstructedGenericType)
        {
            method = MethodBase.GetMethodFromHandle(method.MethodHandle, declaring.TypeHandle)!;
        }

        return arguments.Length == 0 ? method : ((MethodInfo)method).MakeGenericMethod(arguments);
    }

    private Type[] Types(ref TableCursor cursor, int index)
    {
        Type[] types = new Type[cursor.Count()];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = TypeAt(Earlier(ref cursor, index));
        }

        return types;
    }

    /// <summary>An entry may only build on entries before it, so resolving always ends.</summary>
    private static int Earlier(ref TableCursor cursor, int index)
    {
        int other = cursor.Number();
        return (uint)other < (uint)index ? other : throw PayloadReader.Malformed("an entry of the type table refers forward");
    }

    /// <summary>A position in the table, bounded by its end.</summary>
    internal ref struct TableCursor(ReadOnlySpan<byte> bytes, int position)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _position = position;

        public byte Byte() =>
            _position < _bytes.Length ? _bytes[_position++] : throw PayloadReader.Malformed("the type table ends too early");

        public int Number()
        {
            uint result = 0;
            for (int shift = 0; shift < 35; shift += 7)
            {
                byte next = Byte();
                result |= (uint)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return (int)result;
                }
            }

            throw PayloadReader.Malformed("a number in the type table is too long");
        }

        public int Count()
        {
            int count = Number();
            return (uint)count <= (uint)(_bytes.Length - _position)
                ? count
                : throw PayloadReader.Malformed("a length exceeds the type table");
        }

        public string Text() => Encoding.UTF8.GetString(Take(Count()));

        public Guid Guid() => new(Take(16));

        public int Position => _position;

        public ReadOnlySpan<byte> Take(int count)
        {
            if ((uint)count > (uint)(_bytes.Length - _position))
            {
                throw PayloadReader.Malformed("the type table ends too early");
            }

            ReadOnlySpan<byte> span = _bytes.Slice(_position, count);
            _position += count;
            return span;
        }
    }
}

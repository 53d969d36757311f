using System.Reflection;
using System.Text;

namespace Pathos.Serialization;

/// <summary>Interns the assemblies, types and methods of one payload. An entry refers only to entries before it.</summary>
internal sealed class TypeTableWriter(ITypeSource types, ShippedCode? shipped)
{
    private readonly Dictionary<object, int> _indexes = new(ReferenceEqualityComparer.Instance);
    private byte[] _entry = new byte[256];
    private int _entryLength;
    private byte[] _entries = new byte[256];
    private int _length;
    private Recent<Type, int> _recent;

    /// <summary>Gets the bytes of all entries.</summary>
    public int Length => _length;

    public void CopyTo(Span<byte> destination) => _entries.AsSpan(0, _length).CopyTo(destination);

    public void Clear()
    {
        _indexes.Clear();
        _length = 0;
        _recent.Clear();
    }

    /// <summary>Appends the table to a hash. Where an assembly lies never counts: only what it is.</summary>
    public void AppendTo(System.Security.Cryptography.IncrementalHash hash, bool withBuilds)
    {
        foreach (object entry in _indexes.Keys)
        {
            string text = entry switch
            {
                Assembly assembly => withBuilds ? BuildOf(assembly) : "",
                MethodBase method => $"{method.DeclaringType} {method}",
                TypePlan { Instance: { } source } => $"{source.Name} of {source.Holder}",
                TypePlan plan => $"part of {plan.Type}",
                _ => entry.ToString()!,
            };
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan()));
            hash.AppendData([0, 0]);
        }
    }

    /// <summary>Gets the index of a type; throws <see cref="UnnameableException"/> when no other process can find it.</summary>
    public int IndexOf(Type type)
    {
        if (_recent.TryGet(type, out int index))
        {
            return index;
        }

        if (!_indexes.TryGetValue(type, out index))
        {
            index = AddType(type);
        }

        _recent.Add(type, index);
        return index;
    }

    /// <summary>Gets the index of a method or constructor.</summary>
    public int IndexOf(MethodBase method) => _indexes.TryGetValue(method, out int index) ? index : AddMethod(method);

    /// <summary>Gets the user assemblies in the table.</summary>
    public List<Assembly> Assemblies()
    {
        List<Assembly> assemblies = [];
        foreach (object entry in _indexes.Keys)
        {
            if (entry is Assembly assembly)
            {
                assemblies.Add(assembly);
            }
        }

        return assemblies;
    }

    /// <summary>Gets the index that announces an object that travels with only some fields of its type.</summary>
    public int IndexOfPruned(TypePlan pruned, int type)
    {
        if (_indexes.TryGetValue(pruned, out int index))
        {
            return index;
        }

        Begin(EntryKind.PrunedType);
        Number(type);
        return End(pruned);
    }

    /// <summary>Gets the index that announces a well-known instance.</summary>
    public int IndexOfInstance(TypePlan instance)
    {
        if (_indexes.TryGetValue(instance, out int index))
        {
            return index;
        }

        int type = IndexOf(instance.Type);
        int holder = IndexOf(instance.Instance!.Holder);
        Begin(EntryKind.Instance);
        Number(type);
        Number(holder);
        Text(instance.Instance.Name);
        return End(instance);
    }

    /// <summary>Gets the index of a user assembly.</summary>
    public int IndexOf(Assembly assembly)
    {
        if (_indexes.TryGetValue(assembly, out int index))
        {
            return index;
        }

        if (assembly.IsDynamic)
        {
            throw new UnnameableException(AssemblyOrigin.NameOf(assembly), UnnameableException.Emitted);
        }

        shipped?.Add(assembly);
        ContextMark context = types.MarkOf(assembly);
        RequireKnownAgain(assembly, context);
        Begin(EntryKind.Assembly);
        Text(AssemblyOrigin.NameOf(assembly));
        Build(assembly.ManifestModule.ModuleVersionId);
        Text(AssemblyOrigin.PathOf(assembly));
        Number((int)context.Kind);
        if (context.Kind == ContextKind.Numbered)
        {
            Number(context.Number);
        }
        else if (context.Kind == ContextKind.Kept)
        {
            Build(context.Builds);
        }

        return End(assembly);
    }

    /// <summary>Where numbers mean nothing, one assembly in two load contexts would become one.</summary>
    private void RequireKnownAgain(Assembly assembly, ContextMark context)
    {
        if (context.Kind == ContextKind.Kept && _indexes.Keys.OfType<Assembly>().Any(
            other => other.ManifestModule.ModuleVersionId == assembly.ManifestModule.ModuleVersionId && types.MarkOf(other) == context))
        {
            throw new UnnameableException(
                AssemblyOrigin.NameOf(assembly),
                "Two load contexts hold this build, and what is kept for another run cannot tell them apart.",
                "Keep what belongs to each of the contexts apart, in bytes of its own.");
        }
    }

    /// <summary>A build, and in a load context of its own those that it runs with.</summary>
    private static string BuildOf(Assembly assembly)
    {
        string own = assembly.ManifestModule.ModuleVersionId.ToString();
        return AssemblyOrigin.ContextOf(assembly) == LoadContexts.Default ? own : $"{own} {ContextReferences.BuildsOf(assembly)}";
    }

    private int AddType(Type type)
    {
        if (type.IsArray)
        {
            int element = IndexOf(type.GetElementType()!);
            Begin(EntryKind.ArrayType);
            Number(element);
            Number(type.IsSZArray ? 0 : type.GetArrayRank());
            return End(type);
        }

        if (type.IsByRef)
        {
            int target = IndexOf(type.GetElementType()!);
            Begin(EntryKind.ByRefType);
            Number(target);
            return End(type);
        }

        if (type.IsPointer)
        {
            int target = IndexOf(type.GetElementType()!);
            Begin(EntryKind.PointerType);
            Number(target);
            return End(type);
        }

        if (type.IsFunctionPointer)
        {
            throw new UnnameableException(type.ToString(), "The type of a function pointer has no name.");
        }

        if (type.IsGenericParameter)
        {
            int owner = type.DeclaringMethod is { } method ? IndexOf(method) : IndexOf(type.DeclaringType!);
            Begin(type.DeclaringMethod is null ? EntryKind.TypeParameter : EntryKind.MethodParameter);
            Number(owner);
            Number(type.GenericParameterPosition);
            return End(type);
        }

        return type.IsConstructedGenericType ? AddConstructed(type) : AddNamed(type);
    }

    private int AddConstructed(Type type)
    {
        int definition = IndexOf(type.GetGenericTypeDefinition());
        int[] arguments = IndexesOf(type.GetGenericArguments());
        Begin(EntryKind.ConstructedType);
        Number(definition);
        Numbers(arguments);
        return End(type);
    }

    private int AddNamed(Type type)
    {
        switch (AssemblyOrigin.Of(type.Assembly))
        {
            case Origin.Framework:
                Begin(EntryKind.FrameworkType);
                Text(AssemblyOrigin.NameOf(type.Assembly));
                Text(type.FullName!);
                return End(type);
            case Origin.Own:
                Begin(EntryKind.OwnType);
                Text(AssemblyOrigin.NameOf(type.Assembly));
                Text(type.FullName!);
                return End(type);
            default:
                int assembly = IndexOf(type.Assembly);
                Begin(EntryKind.UserType);
                Number(assembly);
                Number(type.MetadataToken);
                return End(type);
        }
    }

    private int AddMethod(MethodBase method)
    {
        if (method.DeclaringType is not { } declaring)
        {
            throw new UnnameableException(
                method.Name, "It was compiled at run time (a dynamic method or a compiled expression) and exists in this process only.");
        }

        int type = IndexOf(declaring);
        int[] arguments = method.IsConstructedGenericMethod ? IndexesOf(method.GetGenericArguments()) : [];
        if (AssemblyOrigin.Of(declaring.Assembly) == Origin.Framework)
        {
            Begin(EntryKind.FrameworkMethod);
            Number(type);
            Text(method.Name);
            Text(MethodSignature.Of(method));
        }
        else
        {
            int assembly = IndexOf(declaring.Assembly);
            Begin(EntryKind.UserMethod);
            Number(type);
            Number(assembly);
            Number(method.MetadataToken);
        }

        Numbers(arguments);
        return End(method);
    }

    private int[] IndexesOf(Type[] types)
    {
        int[] indexes = new int[types.Length];
        for (int i = 0; i < types.Length; i++)
        {
            indexes[i] = IndexOf(types[i]);
        }

        return indexes;
    }

    private void Begin(EntryKind kind)
    {
        _entry[0] = (byte)kind;
        _entryLength = 1;
    }

    private int End(object what)
    {
        ReadOnlySpan<byte> entry = _entry.AsSpan(0, _entryLength);
        if (_entries.Length - _length < entry.Length + 5)
        {
            Array.Resize(ref _entries, Math.Max(_entries.Length * 2, _length + entry.Length + 5));
        }

        _length += WriteVarInt(_entries.AsSpan(_length), (uint)entry.Length);
        entry.CopyTo(_entries.AsSpan(_length));
        _length += entry.Length;
        int index = _indexes.Count;
        _indexes.Add(what, index);
        return index;
    }

    private void Number(int value) => _entryLength += WriteVarInt(Room(5), (uint)value);

    private void Build(Guid value)
    {
        value.TryWriteBytes(Room(16));
        _entryLength += 16;
    }

    private void Numbers(int[] values)
    {
        Number(values.Length);
        foreach (int value in values)
        {
            Number(value);
        }
    }

    private void Text(string value)
    {
        Number(Encoding.UTF8.GetByteCount(value));
        _entryLength += Encoding.UTF8.GetBytes(value, Room(Encoding.UTF8.GetMaxByteCount(value.Length)));
    }

    private Span<byte> Room(int bytes)
    {
        if (_entry.Length - _entryLength < bytes)
        {
            Array.Resize(ref _entry, Math.Max(_entry.Length * 2, _entryLength + bytes));
        }

        return _entry.AsSpan(_entryLength);
    }

    private static int WriteVarInt(Span<byte> target, uint value)
    {
        int at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[at++] = (byte)(value | 0x80);
        }

        target[at++] = (byte)value;
        return at;
    }
}

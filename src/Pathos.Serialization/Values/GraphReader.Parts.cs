using System.Reflection;

namespace Pathos.Serialization;

/// <summary>What reducers read with, and delegates.</summary>
internal sealed partial class GraphReader
{
    /// <summary>Reads a part, complete.</summary>
    public object? ReadObject()
    {
        PathNode? here = _at;
        PathNode? array = _array;
        try
        {
            int waiting = _waiting.Count;
            object? part = ReadReference();
            Drain();
            if (_waiting.Count > waiting)
            {
                // What asks for the part may look into its containers at once. They are checked with all others in the end.
                _ = FillFrom(waiting);
            }

            _at = here;
            _array = array;
            return part;
        }
        catch (Exception error) when (IsUndecodable(error))
        {
            // Told apart here from what the reducer calls: on its way through the reducer it would look like foreign code's.
            throw Undecodable(error);
        }
    }

    /// <summary>Reads an array whose elements may follow later.</summary>
    public T[] ReadArray<T>() => ReadReference() as T[] ?? throw PayloadReader.Malformed($"a part of type '{typeof(T[])}' is expected");

    /// <summary>Reads a part that must be there.</summary>
    public T ReadObject<T>()
        where T : class => ReadObject() as T ?? throw PayloadReader.Malformed($"a part of type '{typeof(T)}' is expected");

    public string? ReadString() => Input.ReadString();

    public byte ReadByte() => Input.ReadByte();

    public int ReadVarInt() => Input.ReadVarInt();

    public ReadOnlyMemory<byte> ReadBytes() => Input.ReadBytes();

    public Type ReadType() => Input.Table.TypeAt(Input.ReadVarInt());

    public MethodBase ReadMethod() => Code.Table.MethodAt(Input.ReadVarInt());

    public Assembly ReadAssembly() => Code.Table.AssemblyAt(Input.ReadVarInt());

    private CodeReader Code => Input as CodeReader ?? throw PayloadReader.Malformed("data holds code");

    /// <summary>Makes the object being read known before its parts are, so that they can refer back to it.</summary>
    public void Register(object value)
    {
        if (_building[^1] is >= 0 and int id)
        {
            _objects[id] = value;
        }
    }

    private object ReadUserSerialized(TypePlan plan)
    {
        IValueSerializer values = Context.Values ?? throw PayloadReader.Malformed("this process has no value serialiser");
        object? value = Deserialize(values, Input.ReadBytes(), plan.Type);
        return plan.Type.IsInstanceOfType(value) ? value! : throw PayloadReader.Malformed("the value serialiser made another type");
    }

    private object ReadDelegate(Type type)
    {
        EnterNested();
        int id = Reserve();
        int count = Input.ReadLength();
        Delegate? whole = null;
        for (int i = 0; i < count; i++)
        {
            MethodInfo method = ReadMethod() as MethodInfo ?? throw PayloadReader.Malformed("a delegate calls a constructor");
            whole = Delegate.Combine(whole, Bind(type, ReadReference(), method));
        }

        _depth--;
        return _objects[id] = whole ?? throw PayloadReader.Malformed("a delegate calls nothing");
    }

    private static Delegate Bind(Type type, object? target, MethodInfo method)
    {
        Delegate bound = Delegate.CreateDelegate(type, target, method, throwOnBindFailure: true)!;
        if (target is null || !method.IsVirtual || method.DeclaringType == target.GetType()
            || method.DeclaringType is { IsInterface: true })
        {
            return bound;
        }

        // A delegate to base.Method names the base's code, and binding by reflection would call the override. The binding above has
        // checked the signature, which this constructor does not.
        return (Delegate)Activator.CreateInstance(type, target, method.MethodHandle.GetFunctionPointer())!;
    }
}

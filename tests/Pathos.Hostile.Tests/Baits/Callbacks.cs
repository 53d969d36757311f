using System.Buffers;
using System.Collections;
using System.Runtime.Serialization;

namespace Pathos.Hostile.Tests;

#pragma warning disable SYSLIB0050, SYSLIB0051 // The old serialisation's callbacks are what is tested here.

internal sealed class ByReference : IObjectReference
{
    public string Name = "";

    public object GetRealObject(StreamingContext context) => Bait.Bite("IObjectReference", this);
}

internal sealed class CalledBack : IDeserializationCallback
{
    public string Name = "";

    public void OnDeserialization(object? sender) => Bait.Bite("IDeserializationCallback");
}

[Serializable]
internal sealed class OldSchool : ISerializable
{
    public string Name = "";

    public OldSchool()
    {
    }

    private OldSchool(SerializationInfo info, StreamingContext context) => Bait.Bite("ISerializable");

    public void GetObjectData(SerializationInfo info, StreamingContext context) => Bait.Bite("ISerializable");
}

[Serializable]
internal sealed class Attributed
{
    public string Name = "";

    [OnDeserializing]
    private void Before(StreamingContext context) => Bait.Bite("OnDeserializing");

    [OnDeserialized]
    private void After(StreamingContext context) => Bait.Bite("OnDeserialized");
}

/// <summary>Members that are called when it is printed, compared or watched, and setters that are called when it is filled.</summary>
internal sealed class Talkative
{
    private string _name = "";

    public string Name
    {
        get => Bait.Bite("getter", _name);
        set => _name = Bait.Bite("setter", value);
    }

    public override string ToString() => Bait.Bite("ToString", _name);
}

internal sealed class BusyException : Exception
{
    public BusyException()
        : base("busy")
    {
    }

    public override IDictionary Data => Bait.Bite("Data", base.Data);

    public override string? HelpLink
    {
        get => Bait.Bite("HelpLink", base.HelpLink);
        set => base.HelpLink = Bait.Bite("HelpLink", value);
    }

    public override string? Source
    {
        get => Bait.Bite("Source", base.Source);
        set => base.Source = Bait.Bite("Source", value);
    }

    public override string Message => Bait.Bite("Message", base.Message);

    public override string? StackTrace => Bait.Bite("StackTrace", base.StackTrace);

    public override string ToString() => Bait.Bite("ToString", base.ToString());
}

/// <summary>An exception with a place for anything.</summary>
internal sealed class HolderException(object? held) : Exception("held")
{
    public object? Held { get; } = held;
}

/// <summary>A list of the program's own, which computes what it is asked for.</summary>
internal sealed class BusyList<T>(T item) : IList<T>
{
    public int Count => Bait.Bite("list", value: 1);

    public bool IsReadOnly => true;

    public T this[int index]
    {
        get => Bait.Bite("list", item);
        set => throw new NotSupportedException();
    }

    public int IndexOf(T item) => Bait.Bite("list", value: -1);

    public void Insert(int index, T item) => throw new NotSupportedException();

    public void RemoveAt(int index) => throw new NotSupportedException();

    public void Add(T item) => throw new NotSupportedException();

    public void Clear() => throw new NotSupportedException();

    public bool Contains(T item) => Bait.Bite("list", value: false);

    public void CopyTo(T[] array, int arrayIndex) => Bait.Bite("list");

    public bool Remove(T item) => throw new NotSupportedException();

    public IEnumerator<T> GetEnumerator() => Bait.Bite("list", Enumerable.Empty<T>().GetEnumerator());

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A serialiser of the program, which was registered for one type and can make others.</summary>
internal sealed class BusySerializer : IValueSerializer
{
    public bool CanSerialize(Type type) => type == typeof(Plugged);

    public void Serialize(IBufferWriter<byte> output, object value, Type type) => output.Write(new byte[] { 1 });

    public object? Deserialize(ReadOnlyMemory<byte> data, Type type) => Bait.Bite("IValueSerializer", new Plugged());
}

internal sealed class Plugged
{
    public string Name = "";
}

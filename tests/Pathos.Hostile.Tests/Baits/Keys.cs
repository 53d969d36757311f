using System.Net;
using System.Reflection;

namespace Pathos.Hostile.Tests;

/// <summary>A key whose hash code, equality and order do more than they should.</summary>
internal sealed class BusyKey : IComparable<BusyKey>, IComparable
{
    public string Name { get; init; } = "";

    public override int GetHashCode() => Bait.Bite("key", value: 1);

    public override bool Equals(object? obj) => Bait.Bite("key", ReferenceEquals(this, obj));

    public int CompareTo(BusyKey? other) => Bait.Bite("key", value: -1);

    public int CompareTo(object? obj) => Bait.Bite("key", value: -1);
}

internal struct BusyStructKey
{
    public string Name;

    public override readonly int GetHashCode() => Bait.Bite("key", value: 1);

    public override readonly bool Equals(object? obj) => Bait.Bite("key", value: true);
}

/// <summary>An address of the program's own, where the framework's is expected.</summary>
internal sealed class BusyUri() : Uri("http://busy/")
{
    public override int GetHashCode() => Bait.Bite("key", value: 1);

    public override bool Equals(object? comparand) => Bait.Bite("key", value: true);
}

internal sealed class BusyAddress() : IPAddress(0x0100007F)
{
    public override int GetHashCode() => Bait.Bite("key", value: 1);

    public override bool Equals(object? comparand) => Bait.Bite("key", value: true);
}

internal sealed class BusyType() : TypeDelegator(typeof(int))
{
    public override int GetHashCode() => Bait.Bite("key", value: 1);

    public override bool Equals(object? o) => Bait.Bite("key", value: true);

    public override bool Equals(Type? o) => Bait.Bite("key", value: true);

    public override Type UnderlyingSystemType => Bait.Bite("key", typeof(int));
}

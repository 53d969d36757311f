namespace Pathos.Serialization;

/// <summary>Says how a type travels whose fields mean nothing elsewhere: what to write of a value, and
/// how to make its like from that.</summary>
/// <remarks>
/// Stateless and thread-safe. Everything written by <see cref="Write"/> must be read by <see cref="Read"/> in the same order. What
/// <see cref="GraphReader.ReadObject"/> gives is complete, except for objects that contain the one being read.
/// </remarks>
internal abstract class Reducer
{
    /// <summary>Gets whether <see cref="Read"/> registers its object before reading parts. Only then
    /// may the parts refer back to it.</summary>
    public virtual bool RegistersEarly => false;

    /// <summary>Gets whether what it writes stands for an object that stays here. An object whose own code travels, goes along as data
    /// all the same.</summary>
    public virtual bool IsStandIn => false;

    /// <summary>Gets whether a place that cannot hold the stand-in is refused, because something will be told there.</summary>
    public virtual bool RefusesOtherPlaces => IsStandIn;

    /// <summary>Gets whether <see cref="Read"/> only parses and fills, whatever it is sent: then what it
    /// makes may come from elsewhere.</summary>
    public virtual bool IsInert => false;

    /// <summary>Gets what a report says of the rule: what travels, in a few words.</summary>
    public virtual string RuleName => "by a rule of its own";

    public abstract bool Handles(Type type);

    /// <summary>Gets the type that the reader is told; a public base stands for private implementations.</summary>
    public virtual Type WireType(Type type) => type;

    public abstract void Write(object value, GraphWriter writer);

    public abstract object Read(Type type, GraphReader reader);
}

namespace Pathos.Serialization;

/// <summary>Marks a type of this family whose objects hold values and nothing else, so that a worker may send them.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
internal sealed class TravelsAsDataAttribute : Attribute;

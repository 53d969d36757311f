namespace Pathos.Serialization;

/// <summary>Lets a value travel as its user said by <see cref="Closure.Register{T, TData}"/>.</summary>
internal sealed class RegisteredReducer(Registration registration) : Reducer
{
    /// <summary>Gets true: the plan lets it run for declared types alone.</summary>
    public override bool IsInert => true;

    public override bool Handles(Type type) => registration.Type.IsAssignableFrom(type);

    /// <summary>What is registered is announced, and not a class that derives from it: only the
    /// registered function knows what it makes.</summary>
    public override Type WireType(Type type) => registration.Type;

    public override void Write(object value, GraphWriter writer)
    {
        writer.Output.Registered?.Add(registration);
        writer.WriteObject(registration.Write(value));
    }

    public override object Read(Type type, GraphReader reader) => registration.Read(reader.ReadObject());
}

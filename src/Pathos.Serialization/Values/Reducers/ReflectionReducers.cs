using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A type, by its entry in the type table.</summary>
internal sealed class TypeReducer : Reducer
{
    public override string RuleName => "type by its name";

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(Type).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(Type);

    public override void Write(object value, GraphWriter writer) => writer.WriteType((Type)value);

    public override object Read(Type type, GraphReader reader) => reader.ReadType();
}

/// <summary>A method or constructor, by its entry in the type table.</summary>
internal sealed class MethodReducer : Reducer
{
    public override string RuleName => "method by its name";

    public override bool Handles(Type type) => typeof(MethodBase).IsAssignableFrom(type);

    public override Type WireType(Type type) =>
        typeof(ConstructorInfo).IsAssignableFrom(type) ? typeof(ConstructorInfo) : typeof(MethodInfo);

    public override void Write(object value, GraphWriter writer)
    {
        writer.Keep((MethodBase)value);
        writer.WriteMethod((MethodBase)value);
    }

    public override object Read(Type type, GraphReader reader) => reader.ReadMethod();
}

/// <summary>A member that is found by its declaring type and name.</summary>
internal abstract class NamedMemberReducer<T> : Reducer
    where T : MemberInfo
{
    protected const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public override bool Handles(Type type) => typeof(T).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(T);

    public override void Write(object value, GraphWriter writer)
    {
        T member = (T)value;
        if (member.DeclaringType is not { } declaring)
        {
            writer.Refuse(member.GetType(), "A global member has no type to find it by.", "Find it inside the function.");
            return;
        }

        writer.WriteType(declaring);
        writer.WriteString(member.Name);
        writer.WriteString(member.ToString());
    }

    public override object Read(Type type, GraphReader reader)
    {
        Type declaring = reader.ReadType();
        string name = reader.ReadString() ?? string.Empty;
        string? signature = reader.ReadString();
        foreach (T member in Members(declaring))
        {
            // Indexers share a name; the signature tells them apart.
            if (string.Equals(member.Name, name, StringComparison.Ordinal)
                && string.Equals(member.ToString(), signature, StringComparison.Ordinal))
            {
                return member;
            }
        }

        throw new MissingMemberException(declaring.FullName, name);
    }

    protected abstract T[] Members(Type type);
}

internal sealed class FieldReducer : NamedMemberReducer<FieldInfo>
{
    public override string RuleName => "field by its name";

    public override void Write(object value, GraphWriter writer)
    {
        // An expression tree reads captured variables through such a field, which no delegate's code then shows.
        writer.Keep((FieldInfo)value);
        base.Write(value, writer);
    }

    protected override FieldInfo[] Members(Type type) => type.GetFields(Declared);
}

internal sealed class PropertyReducer : NamedMemberReducer<PropertyInfo>
{
    public override string RuleName => "property by its name";

    protected override PropertyInfo[] Members(Type type) => type.GetProperties(Declared);
}

internal sealed class EventReducer : NamedMemberReducer<EventInfo>
{
    public override string RuleName => "event by its name";

    protected override EventInfo[] Members(Type type) => type.GetEvents(Declared);
}

/// <summary>A parameter, by its method and position.</summary>
internal sealed class ParameterReducer : Reducer
{
    public override string RuleName => "parameter: its method and place";

    public override bool Handles(Type type) => typeof(ParameterInfo).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(ParameterInfo);

    public override void Write(object value, GraphWriter writer)
    {
        ParameterInfo parameter = (ParameterInfo)value;
        if (parameter.Member is not MethodBase method)
        {
            writer.Refuse(typeof(ParameterInfo), "An indexer's parameter has no method to find it by.", "Capture the property.");
            return;
        }

        writer.WriteMethod(method);
        writer.WriteVarInt(parameter.Position + 1);
    }

    public override object Read(Type type, GraphReader reader)
    {
        MethodBase method = reader.ReadMethod();
        int position = reader.ReadVarInt();
        return position == 0 ? ((MethodInfo)method).ReturnParameter : method.GetParameters()[position - 1];
    }
}

/// <summary>A user assembly by its build, a framework assembly by its name.</summary>
internal sealed class AssemblyReducer : Reducer
{
    public override string RuleName => "assembly by its name";

    public override bool Handles(Type type) => typeof(Assembly).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(Assembly);

    public override void Write(object value, GraphWriter writer)
    {
        Assembly assembly = (Assembly)value;
        if (AssemblyOrigin.Of(assembly) == Origin.Framework)
        {
            writer.WriteString(assembly.GetName().Name);
            return;
        }

        writer.WriteString(null);
        writer.WriteAssembly(assembly);
    }

    public override object Read(Type type, GraphReader reader) => reader.ReadString() is { } name
        ? FrameworkAssemblies.HasName(name)
            ? Assembly.Load(new AssemblyName(name))
            : throw PayloadReader.Malformed("no framework assembly has this name")
        : reader.ReadAssembly();
}

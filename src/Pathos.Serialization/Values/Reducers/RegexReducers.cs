using System.CodeDom.Compiler;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pathos.Serialization;

/// <summary>A regular expression as its pattern. A compiled or generated one becomes an ordinary one with the same options.</summary>
internal sealed class RegexReducer : Reducer
{
    public override string RuleName => "regular expression: pattern and options";

    public static readonly RegexReducer Instance = new();

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(Regex).IsAssignableFrom(type);

    public override Type WireType(Type type) => typeof(Regex);

    /// <summary>Gets the reducer for a class that derives from <see cref="Regex"/>.</summary>
    public static Reducer ForDerived(Type type) =>
        type.IsDefined(typeof(GeneratedCodeAttribute), inherit: false) ? Instance : new OwnRegexReducer();

    public override void Write(object value, GraphWriter writer) => WritePattern((Regex)value, writer);

    public override object Read(Type type, GraphReader reader) => ReadPattern(reader);

    public static void WritePattern(Regex regex, GraphWriter writer)
    {
        writer.WriteString(regex.ToString());
        writer.WriteVarInt((int)regex.Options);
        writer.Output.WriteRaw(regex.MatchTimeout.Ticks);
    }

    public static Regex ReadPattern(GraphReader reader)
    {
        string pattern = reader.ReadString() ?? string.Empty;
        RegexOptions options = (RegexOptions)reader.ReadVarInt();
        return new Regex(pattern, options, new TimeSpan(reader.ReadRaw<long>()));
    }
}

/// <summary>A regular expression of a class of the user's: its pattern, and the fields that the class adds.</summary>
internal sealed class OwnRegexReducer : Reducer
{
    public override string RuleName => "regular expression: pattern and options, and the fields that its class adds";

    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(Regex).IsAssignableFrom(type);

    public override void Write(object value, GraphWriter writer)
    {
        RegexReducer.WritePattern((Regex)value, writer);
        FieldPlan[] added = Added(value.GetType());
        writer.WriteParts(Array.ConvertAll(added, field => field.Info.GetValue(value)), i => "." + added[i].Info.Name);
    }

    public override object Read(Type type, GraphReader reader)
    {
        Regex pattern = RegexReducer.ReadPattern(reader);
        object regex = RuntimeHelpers.GetUninitializedObject(type);

        // No constructor runs. What the one of the base class would set is taken from an ordinary expression with the same pattern.
        foreach (FieldPlan field in FieldSet.Of(typeof(Regex)).Plans)
        {
            field.Info.SetValue(regex, field.Info.GetValue(pattern));
        }

        reader.Register(regex);
        object?[] values = reader.ReadObject<object?[]>();
        FieldPlan[] added = Added(type);
        if (values.Length != added.Length)
        {
            throw PayloadReader.Malformed("a regular expression has other fields than its class");
        }

        for (int i = 0; i < added.Length; i++)
        {
            added[i].Set(regex, values[i]);
        }

        return regex;
    }

    private static FieldPlan[] Added(Type type) =>
        Array.FindAll(FieldSet.Of(type).Plans, static field => field.Info.DeclaringType != typeof(Regex));
}

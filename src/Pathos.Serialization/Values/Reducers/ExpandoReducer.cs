using System.Dynamic;

namespace Pathos.Serialization;

/// <summary>An expando as its members.</summary>
internal sealed class ExpandoReducer : Reducer
{
    public override string RuleName => "expando: its members";

    public override bool RegistersEarly => true;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(ExpandoObject);

    public override void Write(object value, GraphWriter writer)
    {
        IDictionary<string, object?> members = (ExpandoObject)value;
        string[] names = [.. members.Keys];
        writer.WriteObject(names);
        writer.WriteParts(Array.ConvertAll(names, name => members[name]), i => "." + names[i]);
    }

    public override object Read(Type type, GraphReader reader)
    {
        ExpandoObject expando = new();
        reader.Register(expando);
        string[] names = reader.ReadObject<string[]>();
        object?[] values = reader.ReadObject<object?[]>();
        IDictionary<string, object?> members = expando;
        for (int i = 0; i < names.Length; i++)
        {
            members[names[i]] = values[i];
        }

        return expando;
    }
}

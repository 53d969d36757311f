using System.Numerics;

namespace Pathos.Serialization;

/// <summary>A big number as the bytes that every version of .NET understands; how it keeps its digits differs between them.</summary>
internal sealed class BigIntegerReducer : Reducer
{
    public override string RuleName => "number by its bytes";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(BigInteger);

    public override void Write(object value, GraphWriter writer) => writer.WriteBytes(((BigInteger)value).ToByteArray());

    public override object Read(Type type, GraphReader reader) => new BigInteger(reader.ReadBytes().Span);
}

using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>What becomes of a gadget that stands where any object may.</summary>
internal enum Fate
{
    /// <summary>The item fails: no data has such a type, or this place has not.</summary>
    Refused,

    /// <summary>It arrives, and has done nothing.</summary>
    Inert,
}

/// <summary>An object that an attacker sends instead of a result.</summary>
/// <param name="Name">What it is called in the table of attacks.</param>
/// <param name="Fate">What becomes of it where only data is read.</param>
/// <param name="Make">Builds it. The type is another one for each place: static constructors run once.</param>
internal sealed record Gadget(string Name, Fate Fate, Func<Type, object> Make)
{
    /// <summary>Gets types that the attacker cannot make without setting them off: he makes others of the same fields, and changes the names in the bytes.</summary>
    public (Type Made, Type Sent)[] Disguises { get; init; } = [];

    /// <summary>Gets whether it leaves a mark where a reader of code reads it, without anybody using it.</summary>
    public bool Bites { get; init; }

    public override string ToString() => Name;

    /// <summary>Writes it as a value of a declared type, by a context that knows no limits.</summary>
    public Payload Write<T>(Func<object, T> place, Type number)
    {
        var writer = new PayloadWriter(CodeContext.Default);
        ItemCodec<T>.Write(writer, [place(Make(number))], onRefused: null, "result");
        return Disguised(writer.Finish());
    }

    /// <summary>Writes it alone, as what a task tells.</summary>
    public Payload WriteGraph(Type number)
    {
        var writer = new PayloadWriter(CodeContext.Default);
        ObjectGraph.Write(writer, Make(number), "report");
        return Disguised(writer.Finish());
    }

    /// <summary>Writes an exception that holds it.</summary>
    public Payload WriteException(Func<object, Exception> place, Type number)
    {
        var writer = new PayloadWriter(CodeContext.Default);
        ExceptionCodec.Write(writer, place(Make(number)));
        return Disguised(writer.Finish());
    }

    private Payload Disguised(Payload payload)
    {
        byte[] bytes = payload.Bytes.ToArray();
        foreach ((Type made, Type sent) in Disguises)
        {
            Disguise.Replace(bytes, made, sent);
        }

        return new Payload(bytes, payload.Blocks);
    }
}

namespace Pathos.Serialization.Tests;

/// <summary>Through bytes and back, in one process.</summary>
internal static class RoundTrip
{
    public static CodeContext Context => CodeContext.Default;

    public static PayloadReader Reader(PayloadWriter writer)
    {
        Payload payload = writer.Finish();
        return new CodeReader(Context, payload.Bytes, payload.Blocks);
    }

    public static T Of<T>(T value)
    {
        PayloadWriter writer = new(Context);
        ObjectGraph.Write(writer, value, "argument");
        return (T)ObjectGraph.Read(Reader(writer))!;
    }

    public static T[] Items<T>(params T[] items)
    {
        PayloadWriter writer = new(Context);
        ItemCodec<T>.Write(writer, items, onRefused: null, "argument");
        T[] result = new T[items.Length];
        ItemCodec<T>.Read(Reader(writer), result, onFailed: null);
        return result;
    }
}

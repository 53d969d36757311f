namespace Pathos.Serialization.Tests;

/// <summary>Through bytes and back as data, as the results of workers travel.</summary>
internal static class DataTrip
{
    public static DataContext Context { get; } = new(new LoadedAssemblies());

    public static T Of<T>(T value)
    {
        PayloadWriter writer = new(Context);
        ItemCodec<T>.Write(writer, [value], onRefused: null, "result");
        return Read<T>(writer.Finish());
    }

    /// <summary>What a peer can send that writes whatever it likes.</summary>
    public static T OfHostile<T>(object? value)
    {
        PayloadWriter writer = new(CodeContext.Default);
        ItemCodec<object?>.Write(writer, [value], onRefused: null, "result");
        return Read<T>(writer.Finish());
    }

    private static T Read<T>(Payload payload)
    {
        T[] arrived = new T[1];
        ItemCodec<T>.Read(new DataReader(Context, payload.Bytes, payload.Blocks), arrived, onFailed: null, "result");
        return arrived[0];
    }
}

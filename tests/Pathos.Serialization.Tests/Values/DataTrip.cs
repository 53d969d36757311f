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

    /// <summary>What a worker sends of a result of the type.</summary>
    public static byte[] Pack(Type declared, object value) => (byte[])Generic(nameof(PackAs), declared).Invoke(value)!;

    /// <summary>What arrives of it here.</summary>
    public static object Open(Type declared, byte[] bytes) => Generic(nameof(OpenAs), declared).Invoke(bytes)!;

    private static Func<object, object?> Generic(string name, Type declared) => typeof(DataTrip)
        .GetMethod(name, System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!.MakeGenericMethod(declared).CreateDelegate<Func<object, object?>>();

    private static object? PackAs<T>(object value)
    {
        PayloadWriter writer = new(Context);
        ItemCodec<T>.Write(writer, [(T)value], onRefused: null, "result");
        return writer.Finish().Bytes.ToArray();
    }

    private static object? OpenAs<T>(object bytes)
    {
        T[] arrived = new T[1];
        ItemCodec<T>.Read(new DataReader(Context, (byte[])bytes, []), arrived, onFailed: null, "result");
        return arrived[0];
    }

    private static T Read<T>(Payload payload)
    {
        T[] arrived = new T[1];
        ItemCodec<T>.Read(new DataReader(Context, payload.Bytes, payload.Blocks), arrived, onFailed: null, "result");
        return arrived[0];
    }
}

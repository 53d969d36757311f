using System.Globalization;

namespace Pathos;

/// <summary>The values of log entries as they travel: numbers, texts, dates, enums, and arrays of those arrive as what they were;
/// anything else as its text.</summary>
internal static class RemoteLogValue
{
    private const byte Null = 0;
    private const byte Enumeration = 100;
    private const byte Vector = 101;

    // The index, plus one, is what stands for a kind: only add at the end.
    private static readonly Kind[] s_kinds =
    [
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadString()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadBoolean()),
        Kind.Of(static (w, v) => w.Write((ushort)v), static r => (char)r.ReadUInt16()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadSByte()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadByte()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadInt16()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadUInt16()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadInt32()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadUInt32()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadInt64()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadUInt64()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadSingle()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadDouble()),
        Kind.Of(static (w, v) => w.Write(v), static r => r.ReadDecimal()),
        Kind.Of(WriteDate, ReadDate),
        Kind.Of(static (w, v) => { w.Write(v.Ticks); w.Write(v.Offset.Ticks); }, static r => new DateTimeOffset(r.ReadInt64(), new TimeSpan(r.ReadInt64()))),
        Kind.Of(static (w, v) => w.Write(v.Ticks), static r => new TimeSpan(r.ReadInt64())),
        Kind.Of(static (w, v) => w.Write(v.DayNumber), static r => DateOnly.FromDayNumber(r.ReadInt32())),
        Kind.Of(static (w, v) => w.Write(v.Ticks), static r => new TimeOnly(r.ReadInt64())),
        Kind.Of(static (w, v) => w.Write(v.ToByteArray()), static r => new Guid(r.ReadBytes(16))),
    ];

    public static void Write(BinaryWriter writer, object? value)
    {
        if (value is null)
        {
            writer.Write(Null);
        }
        else if (value is Array { Rank: 1 } array && IsSentAsVector(array.GetType().GetElementType()!))
        {
            WriteVector(writer, array);
        }
        else
        {
            WriteSingle(writer, value);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are of a kind that is not sent.</exception>
    public static object? Read(BinaryReader reader)
    {
        byte kind = reader.ReadByte();
        return kind == Vector ? ReadVector(reader) : ReadSingle(reader, kind);
    }

    private static bool IsSentAsVector(Type element) => element == typeof(object) || element.IsEnum || KindOf(element) > 0;

    private static int KindOf(Type type) => Array.FindIndex(s_kinds, kind => kind.Type == type) + 1;

    private static void WriteSingle(BinaryWriter writer, object? value)
    {
        int kind = value is null ? Null : KindOf(value.GetType());
        if (value is null)
        {
            writer.Write(Null);
        }
        else if (value is Enum enumeration)
        {
            writer.Write(Enumeration);
            WriteEnumType(writer, value.GetType());
            writer.Write(NumberOf(enumeration));
            writer.Write(TextOf(value));
        }
        else
        {
            writer.Write((byte)(kind == 0 ? 1 : kind));
            (kind == 0 ? s_kinds[0] : s_kinds[kind - 1]).Write(writer, kind == 0 ? TextOf(value) : value);
        }
    }

    private static object? ReadSingle(BinaryReader reader, byte kind)
    {
        if (kind == Enumeration)
        {
            Type? type = ReadEnumType(reader);
            long number = reader.ReadInt64();
            string text = reader.ReadString();
            return type is null ? text : Enum.ToObject(type, number);
        }

        return kind == Null ? null : Known(kind).Read(reader);
    }

    private static Kind Known(byte kind) => kind <= s_kinds.Length ? s_kinds[kind - 1] : throw new InvalidDataException("A value of a log entry is of an unknown kind.");

    private static void WriteVector(BinaryWriter writer, Array array)
    {
        Type element = array.GetType().GetElementType()!;
        writer.Write(Vector);
        writer.Write((byte)(element.IsEnum ? Enumeration : KindOf(element)));
        if (element.IsEnum)
        {
            WriteEnumType(writer, element);
        }

        writer.Write(array.Length);
        foreach (object? value in array)
        {
            // Each with its kind, which also says where a text is null.
            WriteSingle(writer, value);
        }
    }

    private static object ReadVector(BinaryReader reader)
    {
        byte kind = reader.ReadByte();
        Type? element = kind switch
        {
            Null => typeof(object),
            Enumeration => ReadEnumType(reader) ?? typeof(string),
            _ => Known(kind).Type,
        };
        int count = reader.ReadInt32();
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new InvalidDataException("A log entry claims more values than it holds.");
        }

        var array = Array.CreateInstance(element, count);
        for (int i = 0; i < count; i++)
        {
            object? value = ReadSingle(reader, reader.ReadByte());
            if (value is null ? element.IsValueType : !element.IsInstanceOfType(value))
            {
                throw new InvalidDataException("An array of a log entry holds a value of another kind.");
            }

            array.SetValue(value, i);
        }

        return array;
    }

    private static void WriteDate(BinaryWriter writer, DateTime value)
    {
        writer.Write(value.Ticks);
        writer.Write((byte)value.Kind);
    }

    private static DateTime ReadDate(BinaryReader reader) => new(reader.ReadInt64(), (DateTimeKind)reader.ReadByte());

    private static void WriteEnumType(BinaryWriter writer, Type type)
    {
        writer.Write(type.Assembly.GetName().Name ?? "");
        writer.Write(type.FullName ?? type.Name);
    }

    /// <summary>An enum that is loaded here; null for any other, which then is its text. Nothing is loaded because of a log
    /// entry.</summary>
    private static Type? ReadEnumType(BinaryReader reader)
    {
        string assembly = reader.ReadString();
        string name = reader.ReadString();
        if (name.Contains('[', StringComparison.Ordinal))
        {
            // The arguments of a generic type may name assemblies, and those would be loaded.
            return null;
        }

        Type? type = Array.Find(AppDomain.CurrentDomain.GetAssemblies(), loaded => loaded.GetName().Name == assembly)?.GetType(name, throwOnError: false);
        return type is { IsEnum: true, ContainsGenericParameters: false } ? type : null;
    }

    private static long NumberOf(Enum value) => Enum.GetUnderlyingType(value.GetType()) == typeof(ulong)
        ? unchecked((long)Convert.ToUInt64(value, CultureInfo.InvariantCulture))
        : Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static string TextOf(object value)
    {
        try
        {
            return Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
        catch (Exception error)
        {
            // The code is the user's, and a logger here might never have asked for this text.
            return $"({value.GetType().Name}.ToString threw {error.GetType().Name})";
        }
    }

    private abstract class Kind
    {
        public abstract Type Type { get; }

        public static Kind Of<T>(Action<BinaryWriter, T> write, Func<BinaryReader, T> read) => new Kind<T>(write, read);

        public abstract void Write(BinaryWriter writer, object value);

        public abstract object Read(BinaryReader reader);
    }

    private sealed class Kind<T>(Action<BinaryWriter, T> write, Func<BinaryReader, T> read) : Kind
    {
        public override Type Type => typeof(T);

        public override void Write(BinaryWriter writer, object value) => write(writer, (T)value);

        public override object Read(BinaryReader reader) => read(reader)!;
    }
}

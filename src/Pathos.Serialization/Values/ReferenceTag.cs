namespace Pathos.Serialization;

/// <summary>The number that stands where a reference was. Part of the wire format.</summary>
/// <remarks>
/// 0 is null and 1 is text that follows; from 2 on, an even number refers to an object already met and an odd one announces a new object
/// of a type of the table. Where the declared type is text, 0 is null, 1 refers to text already met, and the rest is a text header.
/// </remarks>
internal static class ReferenceTag
{
    public const uint Null = 0;
    public const uint Text = 1;
    public const uint First = 2;

    public const uint KnownText = 1;
    public const int TextTags = 2;

    /// <summary>Text longer than this is written once a graph; shorter text is cheaper to repeat than to remember.</summary>
    public const int SharedText = 32;

    public static uint Known(int id) => First + ((uint)id << 1);

    public static uint New(int type) => First + ((uint)type << 1 | 1);
}

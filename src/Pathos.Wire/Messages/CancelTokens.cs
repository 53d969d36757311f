namespace Pathos.Wire;

/// <summary>Tokens that functions captured are cancelled: consecutive numbers.</summary>
internal sealed record CancelTokens(int First, int Count) : MessageFields
{
    /// <summary>The most that one message names.</summary>
    public const int Most = 1 << 20;

    public override int MaxSize => 8;

    /// <summary>Names any number of tokens.</summary>
    public static IEnumerable<CancelTokens> Of(int first, int count)
    {
        for (; count > 0; first += Most, count -= Most)
        {
            yield return new CancelTokens(first, Math.Min(count, Most));
        }
    }

    /// <exception cref="InvalidDataException">No tokens have such numbers.</exception>
    public static CancelTokens Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        return new CancelTokens(
            reader.Int32("CancelTokens.First", 0, int.MaxValue - Most),
            reader.Int32("CancelTokens.Count", 1, Most));
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(First);
        writer.Int32(Count);
        return writer.Written;
    }
}

using System.Collections;

namespace Pathos.Serialization;

/// <summary>The entries of an exception's <see cref="Exception.Data"/>. It compares keys, so it is filled when they are complete.</summary>
internal sealed class ExceptionData(Exception exception, List<object?[]> entries) : Filling
{
    /// <summary>The entry that says of an exception that its entries and fields did not travel.</summary>
    public const string CutKey = "Pathos.LeftOut";

    public const string CutText = "The entries and fields of this exception were left out: exceptions before it held too much that cannot travel.";

    public override Type KeyType => typeof(object);

    public override void Fill()
    {
        // As every exception makes it.
        IDictionary data = new Exception().Data;
        foreach (object?[] entry in entries)
        {
            TryAdd(data, entry);
        }

        ExceptionLayout.SetData(exception, data);
    }

    private void TryAdd(IDictionary data, object?[] entry)
    {
        if (Declared is not null && InertKeys.FirstForeign([entry[0]], Declared) is not null)
        {
            return;
        }

        try
        {
            data[entry[0]!] = entry[1];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A key of the user's threw when it was compared: the exception is still worth delivering.
        }
    }
}

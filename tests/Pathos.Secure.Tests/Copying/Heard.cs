namespace Pathos.Secure.Tests;

/// <summary>Hears the progress of a copy where it is told, so the copy stands still meanwhile.</summary>
internal sealed class Heard(Action<CopyProgress>? onFirst = null) : IProgress<CopyProgress>
{
    public List<CopyProgress> Reports { get; } = [];

    public void Report(CopyProgress value)
    {
        Reports.Add(value);
        if (Reports.Count == 1)
        {
            onFirst?.Invoke(value);
        }
    }
}

namespace Pathos.Distributed;

/// <summary>Counts a copy, and tells at the end of each file and now and then between.</summary>
/// <remarks>Used by the one task that copies.</remarks>
internal sealed class CopyMeter(IProgress<CopyProgress>? progress, long? totalBytes)
{
    private const long Step = 1 << 20;

    private string _file = "";
    private int _files;
    private long _bytes;
    private long _told;

    public long? TotalBytes { get; set; } = totalBytes;

    public void Begin(string file) => _file = file;

    public void Add(int bytes)
    {
        _bytes += bytes;
        if (_bytes - _told >= Step)
        {
            Tell();
        }
    }

    public void End()
    {
        _files++;
        Tell();
    }

    private void Tell()
    {
        _told = _bytes;
        progress?.Report(new CopyProgress(_file, _files, _bytes, TotalBytes));
    }
}

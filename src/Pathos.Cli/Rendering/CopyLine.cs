using System.Globalization;

namespace Pathos.Cli.Rendering;

/// <summary>The progress of a copy on the last line of a terminal.</summary>
internal sealed class CopyLine(TextWriter terminal) : IProgress<CopyProgress>, IDisposable
{
    private const double Million = 1e6;
    private const int Width = 78;

    private bool _isDrawn;

    public void Report(CopyProgress value)
    {
        string total = value.TotalBytes is { } all ? string.Create(CultureInfo.InvariantCulture, $" of {all / Million:F1}") : "";
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{value.BytesDone / Million:F1}{total} MB, {value.FilesDone} files  {Visible.Text(value.File)}");
        terminal.Write("\r" + (text.Length > Width ? text[..Width] : text.PadRight(Width)));
        _isDrawn = true;
    }

    public void Dispose()
    {
        if (_isDrawn)
        {
            terminal.WriteLine();
        }
    }
}

using System.Globalization;

namespace Pathos.Serialization;

/// <summary>Which memory around an address is readable, asked of the operating system so that a walk
/// never touches an unmapped page.</summary>
internal sealed class MappedMemory : IDisposable
{
    private readonly StreamReader? _maps = File.Exists("/proc/self/maps") ? new StreamReader("/proc/self/maps") : null;

    /// <summary>Finds the readable region that holds the address. False where the system does not
    /// tell: then there is no safe walk.</summary>
    public bool TryFindRegion(nuint address, out nuint start, out nuint end)
    {
        start = 0;
        end = 0;
        while (_maps?.ReadLine() is { } line)
        {
            // 7f12a000-7f12f000 r--p ...; neighbours that touch are one region.
            int dash = line.IndexOf('-', StringComparison.Ordinal);
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            nuint from = nuint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            nuint to = nuint.Parse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            bool isReadable = line[space + 1] == 'r';
            if (!isReadable || from != end)
            {
                if (end > address)
                {
                    return true;
                }

                start = from;
            }

            end = isReadable ? to : 0;
            if (!isReadable)
            {
                start = 0;
            }
        }

        return address >= start && address < end;
    }

    public void Dispose() => _maps?.Dispose();
}

using System.Runtime.InteropServices;

namespace Pathos;

/// <summary>A position cell in memory of its own, for lanes whose end leaves the process alive.</summary>
internal sealed unsafe class OwnedPositionCell : IDisposable
{
    private byte* _memory = (byte*)NativeMemory.AllocZeroed(PositionCell.Size);

    public OwnedPositionCell() => Cell = new PositionCell(_memory);

    public PositionCell Cell { get; }

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}

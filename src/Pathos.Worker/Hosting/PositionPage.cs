using System.IO.MemoryMappedFiles;

namespace Pathos.Worker;

/// <summary>The memory behind the worker's position cell: a page of a file that the hub can still read when this process is gone, or memory of our own.</summary>
internal sealed unsafe class PositionPage : IDisposable
{
    private readonly IDisposable _memory;
    private readonly MemoryMappedViewAccessor? _view;

    private PositionPage(IDisposable memory, MemoryMappedViewAccessor? view, PositionCell cell)
    {
        _memory = memory;
        _view = view;
        Cell = cell;
    }

    public PositionCell Cell { get; }

    public static PositionPage Private()
    {
        var memory = new OwnedPositionCell();
        return new PositionPage(memory, null, memory.Cell);
    }

    public static PositionPage Shared(string path)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, PositionCell.Size, MemoryMappedFileAccess.ReadWrite);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, PositionCell.Size);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return new PositionPage(file, view, new PositionCell(pointer));
    }

    public void Dispose()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _memory.Dispose();
    }
}

using System.IO.MemoryMappedFiles;
using Pathos.Launching;

namespace Pathos.Worker;

/// <summary>The memory behind the worker's position cell: a page of a file that the hub can still read when this process is gone, or memory of our own.</summary>
internal sealed unsafe class PositionPage : IDisposable
{
    private readonly IDisposable _memory;
    private readonly MemoryMappedViewAccessor? _view;

    private PositionPage(IDisposable memory, MemoryMappedViewAccessor? view, PositionCell cell, WorkCell? work)
    {
        _memory = memory;
        _view = view;
        Cell = cell;
        Work = work;
    }

    public PositionCell Cell { get; }

    /// <summary>Gets where the number of the work stands; null where only this process could read it.</summary>
    public WorkCell? Work { get; }

    public static PositionPage Private()
    {
        var memory = new OwnedPositionCell();
        return new PositionPage(memory, null, memory.Cell, work: null);
    }

    public static PositionPage Shared(string path)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, WorkCell.PageSize, MemoryMappedFileAccess.ReadWrite);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, WorkCell.PageSize);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        return new PositionPage(file, view, new PositionCell(pointer), new WorkCell(pointer));
    }

    public void Dispose()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _memory.Dispose();
    }
}

using System.Buffers.Binary;

namespace Pathos.Launching;

/// <summary>What a worker's page said last.</summary>
/// <param name="IsExecuting">Whether the worker was executing something.</param>
/// <param name="Work">The number of that work.</param>
/// <param name="Since">When it began, in ticks since the system was started.</param>
internal readonly record struct WorkerPage(bool IsExecuting, long Work, long Since)
{
    /// <summary>Reads the page of a worker that has ended.</summary>
    /// <returns>Null when there is no such page.</returns>
    public static WorkerPage? TryRead(string path)
    {
        try
        {
            byte[] page = File.ReadAllBytes(path);
            return page.Length < WorkCell.PageSize ? null : new WorkerPage(
                PositionCell.IsExecuting((
                    BinaryPrimitives.ReadInt64LittleEndian(page),
                    BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(sizeof(long))))),
                BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(WorkCell.NumberAt)),
                BinaryPrimitives.ReadInt64LittleEndian(page.AsSpan(WorkCell.SinceAt)));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}

using System.Collections.Concurrent;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>The functions that the hub has defined here. Each is rebuilt at its first use, on the task thread, where what it needs may be asked for.</summary>
internal sealed class FunctionTable
{
    private readonly ConcurrentDictionary<long, Entry> _entries = new();

    public void Define(long id, byte[] payload, Block[] blocks) => _entries[id] = new Entry(payload, blocks);

    /// <summary>The hub forgets a function when it has sent many others since; it defines it anew before it names it again.</summary>
    public void Forget(long id) => _entries.TryRemove(id, out _);

    /// <summary>Gets whether the function was rebuilt before, or will never be.</summary>
    public bool IsBuilt(long id) => !_entries.TryGetValue(id, out Entry? entry) || entry.IsBuilt;

    public TaskFunction Get(long id, CodeContext context) => _entries.TryGetValue(id, out Entry? entry)
        ? entry.Get(context)
        : throw new InvalidDataException($"The hub names function {id}, which it has not defined here.");

    private sealed class Entry(byte[] payload, Block[] blocks)
    {
        private TaskFunction? _function;

        public bool IsBuilt => _function is not null;

        public TaskFunction Get(CodeContext context) => _function ??= Rebuild(context);

        private TaskFunction Rebuild(CodeContext context)
        {
            try
            {
                return (TaskFunction)CodeGraph.Read(new CodeReader(context, payload, blocks), FunctionPath.Root)!;
            }
            catch (Exception error) when (ForeignCode.PathOf(error) is { } path)
            {
                ForeignCode.NotePath(error, FunctionPath.WithoutWrapping(path));
                throw;
            }
        }
    }
}

using System.Collections.Concurrent;
using Pathos.Serialization;

namespace Pathos.Worker;

/// <summary>The functions that the hub has defined here and not told to forget. Each is rebuilt at its first use, on the task thread, where
/// what it needs may be asked for.</summary>
internal sealed class FunctionTable
{
    private readonly ConcurrentDictionary<long, Entry> _entries = new();

    /// <param name="id">Its name.</param>
    /// <param name="hash">What the content must hash to; empty where it cannot be another.</param>
    public void Define(long id, string hash, byte[] payload, Block[] blocks) => _entries[id] = new Entry(hash, payload, blocks);

    /// <summary>The hub bounds what is kept here; it defines a function anew before it names it again.</summary>
    public void Forget(long id) => _entries.TryRemove(id, out _);

    /// <summary>Gets whether the function was rebuilt before, or will never be.</summary>
    public bool IsBuilt(long id) => !_entries.TryGetValue(id, out Entry? entry) || entry.IsBuilt;

    /// <exception cref="LackingFunctionException">The function must be defined again.</exception>
    public TaskFunction Get(long id, CodeContext context) => _entries.TryGetValue(id, out Entry? entry)
        ? entry.Get(context)
        : throw new LackingFunctionException($"The hub names function {id}, which it has not defined here.");

    private sealed class Entry(string hash, byte[] payload, Block[] blocks)
    {
        // Its bytes, until it is rebuilt from them.
        private byte[] _payload = payload;
        private Block[] _blocks = blocks;
        private TaskFunction? _function;

        public bool IsBuilt => _function is not null;

        public TaskFunction Get(CodeContext context)
        {
            if (_function is null)
            {
                _function = Rebuild(context);
                (_payload, _blocks) = ([], []);
            }

            return _function;
        }

        private TaskFunction Rebuild(CodeContext context)
        {
            if (hash.Length > 0 && PayloadHash.Of(_payload, _blocks).ToString() != hash)
            {
                throw new LackingFunctionException("What the function captured changed before it came here.");
            }

            try
            {
                return (TaskFunction)CodeGraph.Read(new CodeReader(context, _payload, _blocks), FunctionPath.Root)!;
            }
            catch (Exception error) when (ForeignCode.PathOf(error) is { } path)
            {
                ForeignCode.NotePath(error, FunctionPath.WithoutWrapping(path));
                throw;
            }
        }
    }
}

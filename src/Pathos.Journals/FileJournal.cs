using System.Buffers;
using Pathos.Journals;
using Pathos.Serialization;

namespace Pathos;

/// <summary>A journal in a file, with an index of its results in memory.</summary>
internal sealed class FileJournal : Journal
{
    private const int None = -1;

    private readonly Lock _gate = new();
    private readonly JournalFile _file;
    private readonly JournalOptions _options;

    // The results of an argument form a list: the first by argument, and for each the next one. All guarded by the gate.
    private readonly Dictionary<UInt128, int> _firstByArgument = [];
    private readonly List<int> _next = [];
    private long _restored;

    public FileJournal(JournalFile file, JournalOptions options)
    {
        _file = file;
        _options = options;
        for (int result = 0; result < file.Results.Count; result++)
        {
            AddToIndex_NeedsLock(result);
        }
    }

    public override string Path => _file.Path;

    public override long Count
    {
        get
        {
            lock (_gate)
            {
                return _file.Results.Count;
            }
        }
    }

    public override long Restored => Interlocked.Read(ref _restored);

    public override void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    internal override long? SeedOf<T, R>(TaskFunction<T, R> function)
    {
        UInt128 identity = IdentityOf(function);
        lock (_gate)
        {
            // Results of an earlier build were drawn with its seed: what is still missing should be too.
            FunctionRecord? known = _file.Functions.Find(record => record.Identity == identity)
                ?? (_options.OtherFunctions == OtherFunctions.Reuse ? _file.Functions.Find(IsOfTypes<T, R>) : null);
            return known?.Seed;
        }
    }

    internal override JournalSession<T, R> Begin<T, R>(TaskFunction<T, R> function, string name, long seed)
    {
        UInt128 identity = IdentityOf(function);
        lock (_gate)
        {
            int number = _file.Functions.FindIndex(record => record.Identity == identity);
            if (number < 0)
            {
                RefuseOthers_NeedsLock(name);
                number = AddFunction_NeedsLock(new FunctionRecord(identity, seed, name, NameOf(typeof(T)), NameOf(typeof(R))));
            }
            else if (_file.Functions[number].Seed != seed)
            {
                throw new JournalException(
                    Path, $"its results were drawn with seed {_file.Functions[number].Seed}, and {name} was given seed {seed}. Give the same seed, or none, or use another journal.");
            }

            return new FileJournalSession<T, R>(this, number, _file.Results.Count);
        }
    }

    /// <summary>Finds the result for an argument that a session has not used: at best one with the same index.</summary>
    internal byte[]? Take<T, R>(int function, UInt128 argument, long index, HashSet<int> used, int known)
    {
        lock (_gate)
        {
            int found = None;
            for (int result = _firstByArgument.GetValueOrDefault(argument, None); result != None; result = _next[result])
            {
                ResultRecord record = _file.Results[result];
                if (result >= known || used.Contains(result) || !Serves_NeedsLock<T, R>(record.Function, function))
                {
                    continue;
                }

                if (record.Index == index)
                {
                    found = result;
                    break;
                }

                found = _options.MatchIndex ? found : result;
            }

            return found != None && used.Add(found) ? _file.Read(_file.Results[found]) : null;
        }
    }

    internal void CountRestored() => Interlocked.Increment(ref _restored);

    /// <summary>Appends records that are whole, and adds what they hold to the index.</summary>
    internal void Append(ReadOnlySpan<byte> records, List<ResultRecord> results)
    {
        lock (_gate)
        {
            long start = _file.OffsetOfNext(0);
            _file.Append(records);
            foreach (ResultRecord result in results)
            {
                _file.Results.Add(result with { Offset = start + result.Offset });
                AddToIndex_NeedsLock(_file.Results.Count - 1);
            }
        }
    }

    private UInt128 IdentityOf<T, R>(TaskFunction<T, R> function)
    {
        try
        {
            return Identity.Of(function);
        }
        catch (NotShippableException error)
        {
            throw new JournalException(Path, $"it knows a function by what it captured, and this one captured what has no content. {error.Message}", error);
        }
    }

    private void RefuseOthers_NeedsLock(string name)
    {
        if (_options.OtherFunctions == OtherFunctions.Refuse && _file.Functions.Count > 0)
        {
            FunctionRecord other = _file.Functions[0];
            throw new JournalException(
                Path,
                $"its results are those of another function, of a {other.Name} from {other.ArgumentType} to {other.ResultType}, or of another build or other captured values of the function of this {name}. "
                + "Use another file; or say with JournalOptions.OtherFunctions whether to keep those results aside, or to reuse them for equal arguments.");
        }
    }

    private int AddFunction_NeedsLock(FunctionRecord function)
    {
        var record = new ArrayBufferWriter<byte>();
        record.GetSpan(RecordFormat.HeadSize);
        record.Advance(RecordFormat.HeadSize);
        record.Write(RecordFormat.Function(function));
        JournalFile.EndRecord(record, 0);
        _file.Append(record.WrittenSpan);
        _file.Functions.Add(function);
        return _file.Functions.Count - 1;
    }

    private bool Serves_NeedsLock<T, R>(int recorded, int wanted) =>
        recorded == wanted || (_options.OtherFunctions == OtherFunctions.Reuse && IsOfTypes<T, R>(_file.Functions[recorded]));

    private static bool IsOfTypes<T, R>(FunctionRecord function) =>
        string.Equals(function.ArgumentType, NameOf(typeof(T)), StringComparison.Ordinal) && string.Equals(function.ResultType, NameOf(typeof(R)), StringComparison.Ordinal);

    private static string NameOf(Type type) => type.ToString();

    private void AddToIndex_NeedsLock(int result)
    {
        UInt128 argument = _file.Results[result].Argument;
        _next.Add(_firstByArgument.GetValueOrDefault(argument, None));
        _firstByArgument[argument] = result;
    }
}

using System.Buffers;
using System.Security.Cryptography;
using Pathos.Journals;
using Pathos.Serialization;

namespace Pathos;

/// <summary>One call's use of a journal in a file.</summary>
/// <param name="known">How many results there were when the call began: its own are not taken for those of an earlier run.</param>
internal sealed class FileJournalSession<T, R>(FileJournal journal, int function, int known) : JournalSession<T, R>
{
    // The driver's own.
    private readonly PayloadWriter _arguments = Identity.NewArgumentWriter();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly HashSet<int> _used = [];

    // Shared by the driver, which expects items, and reports, which bring their results.
    private readonly Lock _gate = new();
    private readonly Dictionary<long, UInt128> _expected = [];
    private readonly PayloadWriter _results = new(DataContext.Default);
    private readonly ArrayBufferWriter<byte> _records = new();

    public override bool TryTake(long index, T item, out R result)
    {
        UInt128 argument;
        try
        {
            argument = Identity.Of(_arguments, item, _hash);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _arguments.Reset();
            throw new JournalException(journal.Path, $"item {index} has no content to know it by. {error.Message}", error);
        }

        if (journal.Take<T, R>(function, argument, index, _used, known) is { } bytes && TryRead(bytes, out result))
        {
            journal.CountRestored();
            return true;
        }

        lock (_gate)
        {
            _expected[index] = argument;
        }

        result = default!;
        return false;
    }

    public override void Append(long firstIndex, ReadOnlySpan<R> results)
    {
        lock (_gate)
        {
            _records.ResetWrittenCount();
            List<ResultRecord> added = [];
            for (int i = 0; i < results.Length; i++)
            {
                // A copy of a straggler may have been quicker; then it is recorded already.
                if (_expected.Remove(firstIndex + i, out UInt128 argument))
                {
                    added.Add(Write(firstIndex + i, argument, results.Slice(i, 1)));
                }
            }

            if (added.Count > 0)
            {
                journal.Append(_records.WrittenSpan, added);
            }
        }
    }

    private ResultRecord Write(long index, UInt128 argument, ReadOnlySpan<R> result)
    {
        byte[] bytes;
        try
        {
            ItemCodec<R>.Write(_results, result, onRefused: null, "result");
            bytes = FrozenFormat.Pack(_results.Finish(), "result");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _results.Reset();
            throw new JournalException(journal.Path, $"the result of item {index} cannot be recorded. {error.Message}", error);
        }

        int start = _records.WrittenCount;
        int fields = RecordFormat.HeadSize + RecordFormat.ResultFieldsSize;
        RecordFormat.WriteResultFields(_records.GetSpan(fields)[RecordFormat.HeadSize..], function, argument, index);
        _records.Advance(fields);
        _records.Write(bytes);
        JournalFile.EndRecord(_records, start);
        return new ResultRecord(function, argument, index, start + fields, bytes.Length);
    }

    /// <summary>Makes a result of its bytes. One that this build of the program does not understand is as good as none: its item runs again.</summary>
    private static bool TryRead(byte[] bytes, out R result)
    {
        result = default!;
        try
        {
            ItemCodec<R>.Read(FrozenFormat.OpenData(bytes, DataContext.Default), System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref result, 1), onFailed: null);
            return true;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return false;
        }
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Pathos.Launching;

namespace Pathos.Journals;

/// <summary>The file of a journal: appends whole records, and knows where the last whole one ends. Its owner sees to it that one thread appends at a time.</summary>
internal sealed class JournalFile : IDisposable
{
    private const int LongestRecord = int.MaxValue - (1 << 16);

    private readonly JournalOptions _options;
    private readonly FileStream _stream;
    private readonly SafeFileHandle _file;
    private long _end;
    private long _syncedAt = Stopwatch.GetTimestamp();
    private bool _isUnsynced;

    // Once an append failed, what the file holds beyond the end is unknown: everything later fails with the same error.
    private JournalException? _failure;
    private bool _isDisposed;

    private JournalFile(string path, JournalOptions options, FileStream stream)
    {
        Path = path;
        _options = options;
        _stream = stream;
        _file = stream.SafeFileHandle;
    }

    public string Path { get; }

    public List<FunctionRecord> Functions { get; } = [];

    public List<ResultRecord> Results { get; } = [];

    /// <exception cref="JournalException">It cannot be opened or read.</exception>
    public static JournalFile Open(string path, JournalOptions options)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream stream;
        try
        {
            stream = OwnFile.Create(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new JournalException(path, "its folder does not exist. Create it first.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new JournalException(path, "it may not be read and written, or is a folder. Choose another file, or change its permissions.", error);
        }
        catch (IOException error)
        {
            throw new JournalException(path, $"it cannot be opened: {error.Message} A journal may be open in one program at a time.", error);
        }

        var file = new JournalFile(path, options, stream);
        try
        {
            file.TakeForThisUser();
            file.Load();
            return file;
        }
        catch (Exception error)
        {
            stream.Dispose();
            throw error is IOException ? new JournalException(path, $"it cannot be read: {error.Message}", error) : error;
        }
    }

    /// <summary>Appends records, each a body without its head, in one write.</summary>
    public void Append(ReadOnlySpan<byte> records)
    {
        ThrowIfUnusable();
        try
        {
            RandomAccess.Write(_file, records, _end);
            _end += records.Length;
            _isUnsynced = true;
            if (_options.Sync == JournalSync.Always || (_options.Sync == JournalSync.Interval && Stopwatch.GetElapsedTime(_syncedAt) >= _options.SyncInterval))
            {
                Sync();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _failure = new JournalException(Path, $"results cannot be recorded: {error.Message} What was recorded before is safe; make room, and run again to go on from there.", error);
            CutOff();
            throw _failure;
        }
    }

    public byte[] Read(in ResultRecord result)
    {
        ThrowIfUnusable();
        var bytes = new byte[result.Length];
        try
        {
            ReadFully(bytes, result.Offset);
        }
        catch (IOException error)
        {
            throw new JournalException(Path, $"a result cannot be read: {error.Message}", error);
        }

        return bytes;
    }

    /// <summary>Where the body of a record begins that is appended next, after so many bytes.</summary>
    public long OffsetOfNext(int after) => _end + after;

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            if (_failure is null && _isUnsynced && _options.Sync != JournalSync.Never)
            {
                Sync();
            }
        }
        catch (IOException error)
        {
            throw new JournalException(Path, $"it could not be forced to the disk: {error.Message}", error);
        }
        finally
        {
            _stream.Dispose();
        }
    }

    private void ThrowIfUnusable()
    {
        if (_failure is not null)
        {
            throw new JournalException(Path, _failure.Message, _failure);
        }

        if (_isDisposed)
        {
            throw new JournalException(Path, "it has been disposed while a call was using it. Dispose it after the calls.");
        }
    }

    private void Sync()
    {
        RandomAccess.FlushToDisk(_file);
        _isUnsynced = false;
        _syncedAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Removes what a failed write may have left. If that fails too, it is a record that breaks off, which the next opening cuts.</summary>
    private void CutOff()
    {
        try
        {
            RandomAccess.SetLength(_file, _end);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Debug.WriteLine(error);
        }
    }

    /// <summary>Refuses a file that another user could have written, and closes one of an earlier version to others: results are as
    /// private as the program that made them.</summary>
    /// <exception cref="JournalException">Others own it, or may write to it.</exception>
    private void TakeForThisUser()
    {
        if (OwnFile.ProblemOf(_file, Path, mayOthersRead: true) is { } problem)
        {
            throw new JournalException(Path, $"results are not read from it: {problem}");
        }

        if (!OperatingSystem.IsWindows() && FileStatus.Of(_file) is { IsOpenToOthers: true } status && status.User == ThisUser.Id)
        {
            File.SetUnixFileMode(_file, OwnFile.Private);
        }
    }

    private void Load()
    {
        long length = RandomAccess.GetLength(_file);
        int head = RecordFormat.FileHead.Length;
        if (length < head && IsBeginningOfHead((int)length))
        {
            // New, or its first write broke off.
            RandomAccess.SetLength(_file, 0);
            RandomAccess.Write(_file, RecordFormat.FileHead, 0);
            _end = head;
            return;
        }

        var found = new byte[head];
        ReadFully(found.AsSpan(0, (int)Math.Min(head, length)), 0);
        if (!RecordFormat.FileHead.SequenceEqual(found))
        {
            throw new JournalException(Path, RecordFormat.FileHead[..^1].SequenceEqual(found.AsSpan(..^1))
                ? $"it was written in format {found[^1]}, and this library reads format {RecordFormat.FileHead[^1]}. Use the library that wrote it, or another file."
                : "the file is not a journal. Choose another file; this one was left as it is.");
        }

        _end = head;
        using var records = new RecordScanner(_file, head, length);
        while (records.TryRead(out ReadOnlySpan<byte> body))
        {
            Note(body, records.BodyOffset);
            _end = records.BodyOffset + body.Length;
        }

        if (_end < length)
        {
            if (!records.BreaksOff)
            {
                throw Damaged("a checksum is wrong, and more follows");
            }

            RandomAccess.SetLength(_file, _end);
        }
    }

    private void Note(ReadOnlySpan<byte> body, long offset)
    {
        switch (body[0])
        {
            case RecordFormat.FunctionKind:
                try
                {
                    Functions.Add(RecordFormat.ReadFunction(body.ToArray()));
                }
                catch (InvalidDataException error)
                {
                    throw Damaged(error.Message);
                }

                break;
            case RecordFormat.ResultKind when body.Length >= RecordFormat.ResultFieldsSize:
                (int function, UInt128 argument, long index) = RecordFormat.ReadResultFields(body);
                if ((uint)function >= (uint)Functions.Count)
                {
                    throw Damaged("a result belongs to no function");
                }

                Results.Add(new ResultRecord(function, argument, index, offset + RecordFormat.ResultFieldsSize, body.Length - RecordFormat.ResultFieldsSize));
                break;
            default:
                throw Damaged("a record is of no known kind");
        }
    }

    private JournalException Damaged(string how) =>
        new(Path, $"it is damaged at byte {_end}: {how}. Nothing was changed. Restore the file, or begin a new one.");

    private bool IsBeginningOfHead(int length)
    {
        var found = new byte[length];
        ReadFully(found, 0);
        return RecordFormat.FileHead.StartsWith(found);
    }

    private void ReadFully(Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            int read = RandomAccess.Read(_file, buffer, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The file is shorter than it was.");
            }

            offset += read;
            buffer = buffer[read..];
        }
    }

    /// <summary>Puts a record together: room for the head, the body from the caller, then the head.</summary>
    public static void EndRecord(ArrayBufferWriter<byte> records, int start)
    {
        Span<byte> record = System.Runtime.InteropServices.MemoryMarshal.AsMemory(records.WrittenMemory).Span[start..];
        Span<byte> body = record[RecordFormat.HeadSize..];
        if (body.Length > LongestRecord)
        {
            throw new InvalidDataException("The result is too large for a journal.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(record, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[sizeof(uint)..], Checksum.Of(body));
    }
}

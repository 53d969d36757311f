using System.Collections;

namespace Pathos.Serialization;

/// <summary>Exceptions: objects of the graph like all others, whose text always arrives.</summary>
/// <remarks>
/// An exception is announced with its text, and its inner exceptions with it, one after another: a chain of them needs no stack. Its
/// entries of <c>Data</c> and its fields follow when the rest of the graph is written. Each of them is a guarded part: one that cannot
/// travel is taken back with everything that was met in it, and costs the entry or the exact type, nothing else. By then no queue holds
/// anything, so parts never nest, however deep exceptions hold each other.
/// </remarks>
internal sealed partial class GraphWriter
{
    /// <summary>So many bytes of parts that cannot travel are written in vain. Each part may lead into the same large graph by
    /// another way, so their sum is not bounded by the graph.</summary>
    private const long MostTakenBack = 64 << 20;

    // Announced exceptions in the order of their ids; null before the first one.
    private List<ExceptionHead?>? _exceptions;

    // What a guarded part held that could not travel. Met in the part of another exception, it is not tried again.
    private HashSet<object>? _unshippable;
    private long _takenBack;

    // Code in a part can read fields of closures outside of it, which makes them travel. If those cannot, the parts go without their code.
    private bool _isInPart;
    private bool _hasCodeInParts;
    private bool _leavesOutCodeOfParts;

    /// <summary>Asks, when a pass was refused, for another one in which exceptions go without the code that they hold. False when that
    /// would change nothing.</summary>
    public bool TryLeaveOutCodeOfParts()
    {
        if (!_hasCodeInParts || _leavesOutCodeOfParts)
        {
            return false;
        }

        Pruning.Clear();
        return _leavesOutCodeOfParts = true;
    }

    /// <summary>Writes an exception where only an exception can stand.</summary>
    public void WriteException(Exception? exception)
    {
        Exception? at = exception;
        while (at is not null)
        {
            if (_ids.TryGet(at, out int id))
            {
                Output.WriteVarInt(ExceptionTag.First + id);
                return;
            }

            _check.Step(Output.IsAbandoned);
            Output.WriteVarInt(ExceptionTag.New);
            at = WriteHead(at);
        }

        Output.WriteVarInt(ExceptionTag.Null);
    }

    /// <summary>The least that is said of an exception, where its text could not be written.</summary>
    public void WriteNameOnly(Exception exception, Exception failure)
    {
        Output.WriteVarInt(ExceptionTag.New);
        WriteName(exception, failure);
        Output.WriteVarInt(ExceptionTag.Null);
        Output.WriteVarInt(0);
    }

    /// <summary>Writes the entries and fields of all exceptions that were announced.</summary>
    public void WriteExceptionContents()
    {
        if (_exceptions is null)
        {
            return;
        }

        // The sender decides which exceptions there are: the caller did not declare what they hold.
        DeclaredTypes declared = Output.DeclareOnly(DeclaredTypes.None);
        ClosureReportBuilder? report = _report;
        _report = null;
        _isInPart = true;
        try
        {
            for (int i = 0; i < _exceptions.Count; i++)
            {
                _check.Step(Output.IsAbandoned);
                ExceptionHead head = _exceptions[i]!;
                _exceptions[i] = null;
                ClosureReportBuilder.Place? before = report?.MoveTo(head.At, head.Exception.GetType(), Output.BodyLength);
                WriteExceptionContent(head);
                report?.MoveTo(before!, Output.BodyLength);
            }

            Output.WriteVarInt(0);
        }
        finally
        {
            _isInPart = false;
            _report = report;
            _ = Output.DeclareOnly(declared);
        }
    }

    private void WriteNewException(Exception exception, TypePlan plan)
    {
        Output.WriteVarInt(ReferenceTag.New(IndexOf(plan.WireType)));
        WriteException(WriteHead(exception));
    }

    /// <summary>Announces an exception with its text; gives back its inner exception.</summary>
    private Exception? WriteHead(Exception exception)
    {
        int mark = Output.Mark();
        int id = _nextId++;
        _ids.Add(exception, id);
        _exceptions ??= [];
        try
        {
            FieldPlan[] fields = [];
            if (ExceptionLayout.CanRebuild && exception is not RemoteException && TryWriteType(exception.GetType()))
            {
                fields = ExceptionLayout.DerivedFields(exception.GetType());
            }
            else
            {
                Output.WriteByte(ExceptionKind.Text);
            }

            ExceptionText.Of(exception).Write(Output);
            if (!ExceptionLayout.CanRebuild)
            {
                return null;
            }

            _exceptions.Add(new ExceptionHead(exception, id, fields, _at) { KindPosition = mark });
            return exception.InnerException;
        }
        catch (Exception failure) when (failure is not AbandonedException)
        {
            // Its text does not fit into the payload, or into memory. What it held is not told either.
            Output.Rollback(mark);
            WriteName(exception, failure);
            return null;
        }
    }

    private void WriteName(Exception exception, Exception failure)
    {
        Output.WriteByte(ExceptionKind.Text);
        ExceptionText.NameOf(exception, $"(its text could not be written: {failure.GetType().Name})").Write(Output);
    }

    private bool TryWriteType(Type type)
    {
        int mark = Output.Mark();
        try
        {
            Output.WriteByte(ExceptionKind.Typed);
            Output.WriteVarInt(Output.Table.IndexOf(type));
            return true;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // No other process finds it, or its own assembly cannot say what it is: its text is what can be had.
            Output.Rollback(mark);
            return false;
        }
    }

    private void WriteExceptionContent(ExceptionHead head)
    {
        List<DictionaryEntry> entries = ExceptionText.Ask(head.Exception, EntriesOf) ?? [];
        if (entries.Count == 0 && head.Fields.Length == 0)
        {
            return;
        }

        _ids.BeginLog();
        Output.WriteVarInt(1 + head.Id);
        if (_takenBack > MostTakenBack)
        {
            WriteCutContent(head);
            return;
        }

        Output.WriteVarInt(entries.Count);
        foreach (DictionaryEntry entry in entries)
        {
            // An entry that cannot travel is left out; the others are worth having. Its key would be compared where it is read.
            bool mayTravel = Context.HoldsCode || InertKeys.FirstForeign([entry.Key], DeclaredTypes.None) is null;
            TryWriteEntry(entry, mayTravel);
        }

        WriteExceptionFields(head);
    }

    private void TryWriteEntry(in DictionaryEntry entry, bool mayTravel)
    {
        int part = BeginPart(out Note note);
        try
        {
            if (mayTravel && !IsUnshippable(entry.Value))
            {
                WriteReference(entry.Key);
                WriteReference(entry.Value);
                Drain();
                EndPart(part, note);
                return;
            }
        }
        catch (Exception failure) when (failure is not AbandonedException)
        {
            // It cannot travel, or code of the user's threw while it was written: the exception itself is what the caller must see.
            NoteUnshippable(entry.Value);
        }

        TakeBack(part, note);
        Output.WriteRaw(ExceptionTag.Missing);
    }

    private void WriteExceptionFields(ExceptionHead head)
    {
        Note start = TakeNote();
        Output.WriteVarInt(head.Fields.Length);
        foreach (FieldPlan field in head.Fields)
        {
            // What the framework's exceptions keep of this process (a token, a task) may be dropped; what the user's keep is theirs.
            if (!TryWriteField(field, head.Exception) && !AssemblyOrigin.IsOfDotnet(field.Info.DeclaringType!.Assembly))
            {
                GoBack(start);
                Output.PatchByte(head.KindPosition, ExceptionKind.Demoted);
                Output.WriteVarInt(0);
                return;
            }
        }
    }

    private bool TryWriteField(FieldPlan field, Exception holder)
    {
        object? value = field.Info.GetValue(holder);
        int part = BeginPart(out Note note);
        try
        {
            if (!IsUnshippable(value))
            {
                WriteReference(value);
                Drain();
                EndPart(part, note);
                return true;
            }
        }
        catch (Exception failure) when (failure is not AbandonedException)
        {
            NoteUnshippable(value);
        }

        TakeBack(part, note);
        Output.WriteRaw(ExceptionTag.Missing);
        return false;
    }

    /// <summary>Takes back a part that cannot travel, and counts what it cost.</summary>
    private void TakeBack(int part, in Note note)
    {
        _takenBack += Output.Position - part + ((long)(_nextId - note.NextId) * sizeof(int));
        GoBack(note);
    }

    /// <summary>Writes of an exception only that its entries and fields were left out, which costs a type that has fields.</summary>
    private void WriteCutContent(ExceptionHead head)
    {
        Output.WriteVarInt(1);
        TryWriteEntry(new DictionaryEntry(ExceptionData.CutKey, ExceptionData.CutText), mayTravel: true);
        if (head.Fields.Length > 0)
        {
            Output.PatchByte(head.KindPosition, ExceptionKind.Demoted);
        }

        Output.WriteVarInt(0);
    }

    private int BeginPart(out Note note)
    {
        note = TakeNote();
        int part = Output.ReserveLength();
        _ = Output.ReserveLength();
        return part;
    }

    /// <summary>Says how long the part is, and how many ids it took: a reader that cannot read it passes over both.</summary>
    private void EndPart(int part, in Note note)
    {
        Output.PatchLength(part, Output.Position - part - (2 * sizeof(int)));
        Output.PatchLength(part + sizeof(int), _nextId - note.NextId);
    }

    /// <summary>Notes that code travels from here on.</summary>
    private void NoteCode(Type type)
    {
        _hasCodeInParts |= _isInPart;
        if (_isInPart && _leavesOutCodeOfParts)
        {
            RefuseValue(type, Refusal.Code);
        }
    }

    private bool IsUnshippable(object? value) => value is not null && _unshippable?.Contains(value) == true;

    private void NoteUnshippable(object? value)
    {
        if (value is not null)
        {
            (_unshippable ??= new HashSet<object>(ReferenceEqualityComparer.Instance)).Add(value);
        }
    }

    private static List<DictionaryEntry>? EntriesOf(Exception exception)
    {
        if (exception.Data is not { Count: > 0 } data)
        {
            return null;
        }

        List<DictionaryEntry> entries = [];
        foreach (DictionaryEntry entry in data)
        {
            entries.Add(entry);
        }

        return entries;
    }

    private Note TakeNote() => new(Output.Mark(), _nextId, _ids.LogCount, _exceptions!.Count, Pruning.TakeNote());

    /// <summary>Forgets everything that was written and met since the note. What is announced outside of parts has no content to come
    /// by now, so the queue holds nothing older.</summary>
    private void GoBack(in Note note)
    {
        Output.Rollback(note.Mark);
        _ids.GoBack(note.LoggedIds);
        _nextId = note.NextId;
        _exceptions!.RemoveRange(note.Exceptions, _exceptions.Count - note.Exceptions);
        _pending.Clear();
        _unbuilt.Clear();
        _depth = 0;
        _ownCode?.RemoveWhere(value => !_ids.TryGet(value, out _));
        Pruning.GoBack(note.Pruning, _ids);
    }

    private readonly record struct Note(int Mark, int NextId, int LoggedIds, int Exceptions, PruneSet.Note Pruning);
}

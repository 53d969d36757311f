using System.Collections;

namespace Pathos.Serialization;

/// <summary>Exceptions: the mirror of what the writer does with them, and what becomes of parts that cannot be read here.</summary>
/// <remarks>
/// A part that cannot be read is passed over, and with it what was met in it: a later reference to that cannot be read either. An entry
/// of <c>Data</c> is left out then. A field costs the exact type; but by the time it is read, others may hold the exception as what it
/// was announced as. So the graph is read once more, with this exception as text from its start.
/// </remarks>
internal sealed partial class GraphReader
{
    /// <summary>So often is a graph read to find out which exceptions must be text. Then all of them are, which needs nothing of their
    /// parts.</summary>
    private const int MostPasses = 4;

    // Which of several exceptions it was is not known when it did not fit.
    private const int MostNamed = 3;

    private static readonly object s_lost = new();

    // Announced exceptions with parts to come, in the order of their ids; null before the first exception.
    private List<ExceptionHead>? _heads;

    // What earlier passes learnt: exceptions by id, and parts by their position.
    private HashSet<int>? _mustBeText;
    private HashSet<int>? _unreadableParts;
    private int _passes;
    private bool _isTextOnly;

    // The part that is being read.
    private int _part = GuardedPart.None;
    private int _partHolder = GuardedPart.None;

    /// <summary>Gets or sets where exceptions come from, for their stack traces.</summary>
    public string? Origin { get; set; }

    /// <summary>Gets whether the graph must be read again, because this pass took for readable what is not.</summary>
    public bool NeedsAnotherPass { get; private set; }

    /// <summary>Starts over, keeping only what the passes so far learnt about exceptions.</summary>
    public void BeginAnotherPass()
    {
        _isTextOnly = ++_passes >= MostPasses;
        ClearPass();
    }

    /// <summary>Reads an exception where only an exception can stand, and its inner ones with it.</summary>
    public Exception? ReadException()
    {
        int tag = Input.ReadVarInt();
        return tag switch
        {
            ExceptionTag.Null => null,
            ExceptionTag.New => ReadNewException(),
            _ => KnownException(tag),
        };
    }

    private Exception ReadNewException()
    {
        Exception first = ReadHead();
        Exception last = first;
        while (true)
        {
            _check.Step(Input.IsAbandoned);
            int tag = Input.ReadVarInt();
            if (tag == ExceptionTag.Null)
            {
                return first;
            }

            Exception inner = tag == ExceptionTag.New ? ReadHead() : KnownException(tag);
            ExceptionLayout.SetInner(last, inner);
            last = inner;
            if (tag != ExceptionTag.New)
            {
                return first;
            }
        }
    }

    /// <summary>Tells whether reading failed because an exception that is only text here stands in a place for its own type. The bytes
    /// make sense then, and the sender can do something about it.</summary>
    public ForeignCodeException? TextInANarrowPlace(Exception error)
    {
        if (error is not (InvalidCastException or ArrayTypeMismatchException or ArgumentException))
        {
            return null;
        }

        string[] types = [.. _objects.OfType<RemoteException>().Select(static text => text.TypeName).Distinct(StringComparer.Ordinal).Take(MostNamed)];
        return types.Length == 0 ? null : new ForeignCodeException(new NotShippableException(
            Place, string.Join(", ", types), Refusal.NarrowPlace.Reason, Refusal.NarrowPlace.Advice));
    }

    private Exception KnownException(int tag) =>
        Known((uint)(tag - ExceptionTag.First)) as Exception ?? throw PayloadReader.Malformed("an exception is expected");

    private Exception ReadHead()
    {
        int id = Reserve();
        byte kind = Input.ReadByte();
        int type = kind == ExceptionKind.Text ? -1 : Input.ReadVarInt();
        ExceptionText text = ExceptionText.Read(Input);
        bool isTyped = kind == ExceptionKind.Typed && !_isTextOnly && _mustBeText?.Contains(id) != true;
        Exception? typed = isTyped ? NewOfTypeAt(type) : null;
        Exception exception = typed ?? new RemoteException(text.TypeName, text.Message, text.StackTrace, inner: null);
        ExceptionLayout.Apply(exception, text, Origin);
        (_heads ??= []).Add(new ExceptionHead(exception, id, typed is null ? [] : ExceptionLayout.DerivedFields(typed.GetType()), _at));
        _objects[id] = exception;
        return exception;
    }

    private Exception? NewOfTypeAt(int index)
    {
        try
        {
            Type type = Input.Table.TypeAt(index);
            return MayBe(type) ? ExceptionLayout.NewOf(type) : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Code that is not here, or another build: the text is what can be had, and nothing is loaded to get more.
            return null;
        }
    }

    /// <summary>Of exceptions that are only data, those are rebuilt whose own code does not run with that, and not when they go
    /// either.</summary>
    private bool MayBe(Type type) =>
        !_isData || (AssemblyOrigin.IsOfDotnet(type.Assembly) ? !OwnCode.HasFinaliser(type) : OwnCode.Of(type) is null);

    /// <summary>Reads the entries and fields of all exceptions that were announced.</summary>
    private void ReadExceptionContents()
    {
        if (_heads is null)
        {
            return;
        }

        // The sender decides which exceptions there are: the caller did not declare what they hold.
        DeclaredTypes declared = Input.DeclareOnly(DeclaredTypes.None);
        try
        {
            int at = 0;
            int last = -1;
            for (int id = Input.ReadVarInt() - 1; id >= 0; id = Input.ReadVarInt() - 1)
            {
                if (id <= last)
                {
                    throw PayloadReader.Malformed("an exception has its parts twice");
                }

                last = id;
                _check.Step(Input.IsAbandoned);
                at = PassOver(at, id);
                ReadExceptionContent(at < _heads.Count && _heads[at].Id == id ? _heads[at++] : null);
            }

            PassOver(at, int.MaxValue);
        }
        finally
        {
            _ = Input.DeclareOnly(declared);
        }
    }

    /// <summary>Passes over exceptions that come without parts. One that should have fields has no type without them.</summary>
    private int PassOver(int at, int id)
    {
        for (; at < _heads!.Count && _heads[at].Id < id; at++)
        {
            if (_heads[at].Fields.Length > 0)
            {
                Demote(_heads[at]);
            }
        }

        return at;
    }

    /// <summary>Reads the parts of an exception, or passes over those of one that was lost.</summary>
    private void ReadExceptionContent(ExceptionHead? head)
    {
        _at = head?.At;
        List<object?[]>? entries = null;
        int count = Input.ReadLength();
        for (int i = 0; i < count; i++)
        {
            object?[] entry = new object?[2];
            if (ReadPart(head, entry, isEntry: true) == PartEnd.Read && entry[0] is not null)
            {
                (entries ??= []).Add(entry);
            }
        }

        if (entries is not null)
        {
            FillLast(new ExceptionData(head!.Exception, entries));
        }

        ReadExceptionFields(head);
    }

    private void ReadExceptionFields(ExceptionHead? head)
    {
        int objects = _objects.Count;
        int heads = _heads!.Count;
        int waiting = _waiting.Count;
        int count = Input.ReadLength();
        bool isWhole = head is not null && head.Fields.Length == count;
        object?[] value = new object?[1];
        for (int i = 0; i < count; i++)
        {
            PartEnd end = ReadPart(isWhole ? head : null, value, isEntry: false);
            if (isWhole)
            {
                FieldPlan field = head!.Fields[i];
                isWhole = end == PartEnd.Read
                    ? TrySet(field, head.Exception, value[0])
                    : AssemblyOrigin.IsOfDotnet(field.Info.DeclaringType!.Assembly);
            }
        }

        if (head is not { Fields.Length: > 0 } || (isWhole && ExceptionLayout.TryComplete(head.Exception)))
        {
            return;
        }

        // The next pass will not read these parts. What was met in them must be missing in this one too, or it would judge others by
        // what will not be there.
        Demote(head);
        Lose(objects, heads, waiting, _objects.Count - objects);
    }

    private void Demote(ExceptionHead head)
    {
        (_mustBeText ??= []).Add(head.Id);
        NeedsAnotherPass = true;
    }

    /// <summary>Reads a guarded part into <paramref name="values"/>; passes over it where no holder would take it.</summary>
    private PartEnd ReadPart(ExceptionHead? holder, object?[] values, bool isEntry)
    {
        int position = Input.Position;
        int length = Input.ReadRaw<int>();
        if (length == ExceptionTag.Missing)
        {
            return PartEnd.Missing;
        }

        int ids = Input.ReadRaw<int>();
        if (length < 0 || ids < 0 || ids > length)
        {
            throw PayloadReader.Malformed("a part of an exception is longer than it is");
        }

        int outer = Input.Enter(length);
        PayloadReader.Place start = Input.Here;
        int objects = _objects.Count;
        int heads = _heads!.Count;
        int waiting = _waiting.Count;
        bool isRead = false;
        try
        {
            if (holder is not null && !_isTextOnly && _unreadableParts?.Contains(position) != true)
            {
                (_part, _partHolder) = (position, isEntry ? GuardedPart.None : holder.Id);
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = ReadReference();
                }

                Drain();
                isRead = _objects.Count == objects + ids;
            }
        }
        catch (Exception error) when (error is not (OutOfMemoryException or AbandonedException))
        {
            // Code that is not here, bytes that make no sense, code of the user's that threw: the exception itself is what the caller
            // must see.
        }
        finally
        {
            (_part, _partHolder) = (GuardedPart.None, GuardedPart.None);
        }

        if (!isRead)
        {
            Input.GoBack(start);
            Lose(objects, heads, waiting, ids);
        }

        Input.Leave(outer);
        return isRead ? PartEnd.Read : PartEnd.Lost;
    }

    /// <summary>Forgets what was met since, and marks the ids as lost.</summary>
    private void Lose(int objects, int heads, int waiting, int ids)
    {
        _objects.RemoveRange(objects, _objects.Count - objects);
        for (int i = 0; i < ids; i++)
        {
            _objects.Add(s_lost);
        }

        _heads!.RemoveRange(heads, _heads.Count - heads);
        _waiting.RemoveRange(waiting, _waiting.Count - waiting);
        _pending.Clear();
        _building.Clear();
        _depth = 0;
    }

    private static bool TrySet(FieldPlan field, Exception exception, object? value)
    {
        try
        {
            field.Set(exception, value);
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidCastException or NullReferenceException)
        {
            return false;
        }
    }

    private enum PartEnd
    {
        /// <summary>The writer left it out.</summary>
        Missing,

        /// <summary>It cannot be read here.</summary>
        Lost,

        Read,
    }
}

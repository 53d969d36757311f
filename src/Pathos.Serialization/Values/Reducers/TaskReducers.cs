namespace Pathos.Serialization;

/// <summary>A token that can never be cancelled. What a live token means elsewhere, only the pool
/// knows; it registers its own reducer.</summary>
internal sealed class CancellationTokenReducer : Reducer
{
    public override string RuleName => "token: whether it is cancelled";

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(CancellationToken);

    public override void Write(object value, GraphWriter writer)
    {
        if (((CancellationToken)value).CanBeCanceled)
        {
            writer.Refuse(
                typeof(CancellationToken), "It is cancelled by this process.", "Use the token that the pool gives to the function.");
        }
    }

    public override object Read(Type type, GraphReader reader) => CancellationToken.None;
}

/// <summary>A task that is over, as its outcome.</summary>
internal abstract class TaskReducer : Reducer
{
    public override string RuleName => "task: its result";

    private const byte Done = 0;
    private const byte Cancelled = 1;
    private const byte Failed = 2;

    public static Reducer For(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            if (t.IsConstructedGenericType && t.GetGenericTypeDefinition() == typeof(Task<>))
            {
                return (Reducer)Activator.CreateInstance(typeof(ResultTaskReducer<>).MakeGenericType(t.GetGenericArguments()))!;
            }
        }

        return new PlainTaskReducer();
    }

    public override bool IsInert => true;

    public override bool Handles(Type type) => typeof(Task).IsAssignableFrom(type);

    public override void Write(object value, GraphWriter writer)
    {
        Task task = (Task)value;
        if (!task.IsCompleted)
        {
            Refusal running = Refusals.Find(typeof(Task))!;
            writer.Refuse(typeof(Task), running.Reason, running.Advice);
        }

        writer.WriteByte(task.IsCompletedSuccessfully ? Done : task.IsCanceled ? Cancelled : Failed);
        if (task.IsFaulted)
        {
            writer.WriteObject(task.Exception!.InnerException, ".Exception");
        }
        else if (!task.IsCanceled)
        {
            WriteResult(task, writer);
        }
    }

    public override object Read(Type type, GraphReader reader) => reader.ReadByte() switch
    {
        Done => Succeeded(reader),
        Cancelled => Ended(new CancellationToken(canceled: true)),
        _ => Ended(reader.ReadObject<Exception>()),
    };

    protected abstract void WriteResult(Task task, GraphWriter writer);

    protected abstract Task Succeeded(GraphReader reader);

    protected abstract Task Ended(CancellationToken cancellationToken);

    protected abstract Task Ended(Exception exception);

    private sealed class PlainTaskReducer : TaskReducer
    {
        public override Type WireType(Type type) => typeof(Task);

        protected override void WriteResult(Task task, GraphWriter writer)
        {
        }

        protected override Task Succeeded(GraphReader reader) => Task.CompletedTask;

        protected override Task Ended(CancellationToken cancellationToken) => Task.FromCanceled(cancellationToken);

        protected override Task Ended(Exception exception) => Task.FromException(exception);
    }

    private sealed class ResultTaskReducer<T> : TaskReducer
    {
        public override Type WireType(Type type) => typeof(Task<T>);

        protected override void WriteResult(Task task, GraphWriter writer) =>
            writer.WriteObject(((Task<T>)task).GetAwaiter().GetResult(), ".Result");

        protected override Task Succeeded(GraphReader reader) => Task.FromResult((T)reader.ReadObject()!);

        protected override Task Ended(CancellationToken cancellationToken) => Task.FromCanceled<T>(cancellationToken);

        protected override Task Ended(Exception exception) => Task.FromException<T>(exception);
    }
}

/// <summary>Memory as the part of the array that it shows, not the whole array behind it.</summary>
internal abstract class MemoryReducer : Reducer
{
    public override string RuleName => "its part of the array";

    public override bool IsInert => true;

    public static Reducer For(Type type)
    {
        Type reducer = type.GetGenericTypeDefinition() == typeof(Memory<>) ? typeof(WritableReducer<>) : typeof(ReadOnlyReducer<>);
        return (Reducer)Activator.CreateInstance(reducer.MakeGenericType(type.GetGenericArguments()))!;
    }

    private sealed class WritableReducer<T> : MemoryReducer
    {
        public override bool Handles(Type type) => type == typeof(Memory<T>);

        public override void Write(object value, GraphWriter writer) => writer.WriteObject(Segments.ArrayOf<T>((Memory<T>)value));

        public override object Read(Type type, GraphReader reader) => new Memory<T>(reader.ReadObject<T[]>());
    }

    private sealed class ReadOnlyReducer<T> : MemoryReducer
    {
        public override bool Handles(Type type) => type == typeof(ReadOnlyMemory<T>);

        public override void Write(object value, GraphWriter writer) => writer.WriteObject(Segments.ArrayOf((ReadOnlyMemory<T>)value));

        public override object Read(Type type, GraphReader reader) => new ReadOnlyMemory<T>(reader.ReadObject<T[]>());
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pathos.Serialization;
using Pathos.Wire;

namespace Pathos.Distributed;

internal sealed partial class Hub
{
    /// <summary>Reads what a worker says until it is gone, or until another thread reads on.</summary>
    private void Read(HubWorker worker, int turn)
    {
        try
        {
            while (worker.Turn.TryRead(turn) && worker.Reader!.TryRead(out Frame frame))
            {
                worker.Turn.Handle();
                Handle(worker, frame);
            }
        }
        catch (InvalidDataException error)
        {
            worker.EndReason = $"The worker sent what is no message ({error.Message}) and was ended:";
        }
        catch (Exception error)
        {
            // Whatever went wrong here, no call may wait for this worker any longer, and the error must be seen: it is told with the loss.
            worker.EndReason = $"What the worker sent could not be handled ({error.GetType().Name}: {error.Message}) and it was ended:";
        }

        if (worker.Turn.TryRead(turn))
        {
            OnGone(worker);
        }
        else if (worker.EndReason is not null)
        {
            // Another thread reads on. It finds the end of the connection.
            End(worker);
        }
    }

    private void Handle(HubWorker worker, in Frame frame)
    {
        if (frame.Missing is { } missing)
        {
            TakeOversized(worker, frame, missing);
            return;
        }

        switch (frame.Kind)
        {
            case MessageKind.Results:
                TakeResults(worker, frame);
                break;
            case MessageKind.Heartbeat:
                // Being read is all it is for.
                break;
            case MessageKind.Output:
                Output output = Output.Read(frame.Body.Span, out _);
                if (output.IsError)
                {
                    worker.Launched.RememberErrorLine(output.Text);
                }

                _options.OnOutput(new TaskOutput(worker.Name, output.Text, output.IsError, output.Index < 0 ? null : output.Index));
                break;
            case MessageKind.Report:
                TakeProgress(worker, frame.Id, Report.Read(frame.Body.Span, out _));
                break;
            case MessageKind.AssemblyWanted:
                AnswerCode(worker, frame.Id, AssemblyWanted.Read(frame.Body.Span, out _));
                break;
            case MessageKind.ValueWanted:
                AnswerValue(worker, frame.Id, ValueWanted.Read(frame.Body.Span).Hash);
                break;
            case MessageKind.BatchRefused:
                TakeRefusal(worker, frame);
                break;
            case MessageKind.BatchStuck:
                EndStuck(worker, frame.Id);
                break;
            case MessageKind.MemoryExceeded:
                TakeMemoryReport(worker, MemoryExceeded.Read(frame.Body.Span, out _));
                break;
            case MessageKind.Callback:
                TakeReport(worker, frame);
                break;
            case MessageKind.LogEntry:
                TakeLogEntry(worker, frame);
                break;
            case MessageKind.Ready:
                BecomeReady(worker);
                break;
            case MessageKind.SetupFailed:
                worker.Ready.TrySetException(ExceptionCodec.Read(_options.Payloads.Open(frame.Body, frame.Blocks), worker.Name));
                End(worker);
                break;
            default:
                throw new InvalidDataException($"A worker does not send {frame.Kind}.");
        }
    }

    private void AnswerCode(HubWorker worker, long id, AssemblyWanted question) =>
        worker.Answers!.Take(() => CodeAnswers.Answer(id, question, _options.Code, worker.Launched.SharesFiles));

    private static void OnUnanswered(HubWorker worker, Exception error)
    {
        worker.EndReason = $"What the worker asked for could not be answered ({error.GetType().Name}: {error.Message}) and it was ended:";
        End(worker);
    }

    /// <summary>A task tells how far it is. A report that outlived its task is dropped.</summary>
    private void TakeProgress(HubWorker worker, long taskId, Report report)
    {
        if (Find(worker, taskId) is not { } task)
        {
            return;
        }

        if (report.Index < task.Fields.FirstIndex || report.Index - task.Fields.FirstIndex >= task.Fields.Count)
        {
            throw new InvalidDataException($"it reports on item {report.Index}, which is not of its batch");
        }

        task.OnReport(report);
    }

    private void AnswerValue(HubWorker worker, long id, string hash)
    {
        HubValue? value;
        lock (_gate)
        {
            value = worker.FindValue(hash);
        }

        // What is sent lies here already, and is not copied for it.
        Message answer = ValueOf(value, id, hash);
        worker.Answers!.Take(() => answer);
    }

    private Message ValueOf(HubValue? value, long id, string hash)
    {
        if (value is not null)
        {
            return new Message(MessageKind.ValueAnswer, id, new ValueAnswer(IsFound: true), value.Payload.Bytes, value.Payload.Blocks);
        }

        // Before its first task a worker asks for files of the program.
        return _options.Program.FindFile(hash) is { } file
            ? new Message(MessageKind.ValueAnswer, id, new ValueAnswer(IsFound: true), file, [])
            : new Message(MessageKind.ValueAnswer, id, new ValueAnswer(IsFound: false));
    }

    private void TakeReport(HubWorker worker, in Frame frame)
    {
        Callback report = Callback.Read(frame.Body.Span, out int length);
        RequireCaptured(worker, report.Target);
        Action handler;
        try
        {
            handler = _options.Callbacks.ReadReport(report.Target, _options.Payloads.Open(frame.Body[length..], frame.Blocks));
        }
        catch (Exception error) when (ForeignCode.PathOf(error) is not null)
        {
            // Code of the user's threw while the report was rebuilt. Bytes that make no sense are the worker's fault, and end it.
            if (_options.Logger is { } logger)
            {
                LogUnreadableReport(logger, error, _options.Name);
            }

            return;
        }

        Tell(worker, frame, handler);
    }

    /// <summary>A worker tells only those objects something that it was sent: in a function, in arguments, or in its set-up.</summary>
    private void RequireCaptured(HubWorker worker, int target)
    {
        lock (_gate)
        {
            if (!worker.MayCallBack(target) && !_options.SetupCallbacks.Contains(target))
            {
                throw new InvalidDataException($"A worker calls back object {target}, which was never sent to it.");
            }
        }
    }

    private void TakeLogEntry(HubWorker worker, in Frame frame)
    {
        LogEntry entry = LogEntry.Read(frame.Body, out int length);
        RequireCaptured(worker, entry.Target);
        Exception? exception = length == frame.Body.Length
            ? null
            : ExceptionCodec.Read(_options.Payloads.Open(frame.Body[length..], frame.Blocks), worker.Name);
        Tell(worker, frame, _options.Callbacks.ReadEntry(entry.Target, entry.Entry.Span, exception));
    }

    [LoggerMessage(17, LogLevel.Error, "Pool {Pool}: what a task told a captured progress could not be rebuilt; it is lost.")]
    private static partial void LogUnreadableReport(ILogger logger, Exception error, string pool);

    /// <summary>Runs code of the user's: never on this thread, which reads, and before what comes of the task afterwards.</summary>
    private void Tell(HubWorker worker, in Frame frame, Action handler)
    {
        Action onEnded = worker.Unheard.Enter(frame.Body.Length + frame.Blocks.Sum(static block => (long)block.Bytes));
        if (Find(worker, frame.Id)?.TryOrder(handler, onEnded) != true)
        {
            // Work that outlived its task, or what no task said.
            _options.Handlers.PostHandler(level: 0, handler, onEnded);
        }
    }

    private void TakeResults(HubWorker worker, in Frame frame)
    {
        Results results = Results.Read(frame.Body.Span, out int length);
        HubTask? task = Find(worker, frame.Id);
        if (task is null)
        {
            // The lease has ended; a late answer changes nothing.
            return;
        }

        try
        {
            if (results.IsLast)
            {
                // The worker gets its next tasks before this thread spends time on what came back.
                Release(worker, task, results.ElapsedTicks);
            }

            // Code of the user's may keep this thread here. Another one that takes the turn waits at this task, and only at this task.
            lock (task.Hearing)
            {
                task.OnResults(results, frame.Body[length..], frame.Blocks);
            }
        }
        catch (OutOfMemoryException error)
        {
            // The bytes are here, and what they describe has no room. That is not the worker's fault.
            task.OnOversized(results, new OutOfMemoryException("Results came, and this process has no memory for them. Return less at a time, or give this process more.", error));
        }
        catch
        {
            TakeBack(worker, task);
            throw;
        }

        if (results.IsLast)
        {
            task.OnReturned();
        }
    }

    /// <summary>The worker ends because of what it said of a task. The task must be among those that it held, or it would never be
    /// answered.</summary>
    private void TakeBack(HubWorker worker, HubTask task)
    {
        lock (_gate)
        {
            worker.Reassign(task);
        }
    }

    /// <summary>A frame came for which this process has no memory. The items whose results it brought fail with that; the worker is not to
    /// blame.</summary>
    private void TakeOversized(HubWorker worker, in Frame frame, OutOfMemoryException missing)
    {
        if (frame.Kind != MessageKind.Results)
        {
            throw new IOException(missing.Message, missing);
        }

        if (Find(worker, frame.Id) is not { } task)
        {
            return;
        }

        if (frame.Body.IsEmpty)
        {
            // Not even which items these were is known, nor whether more will come: the worker starts afresh.
            task.OnOversized(null, missing);
            lock (_gate)
            {
                worker.Stuck = task;
                worker.EndReason = "The worker sent more than this process has memory for and was ended:";
            }

            End(worker);
            return;
        }

        Results results = Results.Read(frame.Body.Span, out _);
        task.OnOversized(results, missing);
        if (results.IsLast)
        {
            Release(worker, task, results.ElapsedTicks);
            task.OnReturned();
        }
    }

    /// <summary>Takes a task off a worker and gives it the next ones.</summary>
    private void Release(HubWorker worker, HubTask task, long elapsedTicks)
    {
        List<Placement> placements;
        List<HubTask> dropped = [];
        bool leaves;
        lock (_gate)
        {
            bool wasAlone = worker.Assigned.Count == 1;
            long now = Stopwatch.GetTimestamp();
            if (wasAlone && elapsedTicks > 0 && worker.Launched.SharesConnection && !task.BringsCode)
            {
                worker.Site.LearnRoundTrip(Stopwatch.GetElapsedTime(worker.HeadSince, now).Ticks - elapsedTicks);
            }

            // Nothing took longer than its worker has had it, whatever the worker says: what is learned here decides on the work of others.
            elapsedTicks = Math.Min(elapsedTicks, Stopwatch.GetElapsedTime(worker.HeadSince, now).Ticks);
            worker.HeadSince = now;
            worker.AskedBack.Remove(task.Id);
            worker.Unassign(task);
            worker.Site.TasksDone += task.Fields.Count;
            if (elapsedTicks > 0 && task.Function.ItemTicks is { } usual)
            {
                worker.Site.LearnPace(elapsedTicks, usual * task.Fields.Count);
            }

            task.Function.Learn(elapsedTicks, task.Fields.Count);
            placements = Refill_NeedsLock(worker, dropped);
            if (worker.Assigned.Count == 0)
            {
                placements.AddRange(PassOn_NeedsLock(worker.Site, dropped));
            }

            leaves = worker.State == WorkerState.Retiring && worker.Assigned.Count == 0;
            if (leaves)
            {
                placements.AddRange(Promote_NeedsLock(worker.Site, dropped));
            }
        }

        Finish(placements, dropped);
        TellWishes();
        if (leaves)
        {
            TellToGo(worker);
        }
    }

    private void TakeRefusal(HubWorker worker, in Frame frame)
    {
        BatchRefused refusal = BatchRefused.Read(frame.Body.Span, out int length);
        if (Find(worker, frame.Id) is not { } task)
        {
            return;
        }

        if (refusal.WantsFreshWorker && task.FreshWorkers < MostFreshWorkers)
        {
            // Another build of an assembly that this process has already: only a process without that past can run it. It takes the place
            // of this one.
            Replace(worker, task);
            return;
        }

        if (refusal.LacksFunction && !task.IsOver)
        {
            if (TryRedefine(worker, task))
            {
                return;
            }

            task.OnUnreadable(ChangedFunction());
            Release(worker, task, 0);
            task.OnReturned();
            return;
        }

        // Heard out before it is released: a refusal that makes no sense ends the worker, which answers for the task then.
        task.OnRefused(frame.Body[length..], frame.Blocks);
        Release(worker, task, 0);
        task.OnReturned();
    }

    private void Replace(HubWorker worker, HubTask task)
    {
        lock (_gate)
        {
            task.FreshWorkers++;
            worker.Unassign(task);
            worker.EndReason = "The worker made room for another build of its code:";
            _queue.EnqueueFront(task, task.Priority);
        }

        End(worker);
    }

    private void EndStuck(HubWorker worker, long taskId)
    {
        lock (_gate)
        {
            worker.Stuck = worker.FindAssigned(taskId);
            worker.EndReason = "The worker ran a task that ignored its cancellation and was ended:";
        }

        End(worker);
    }

    private HubTask? Find(HubWorker worker, long taskId)
    {
        lock (_gate)
        {
            // The one that executes is the oldest: the search ends at once.
            return worker.FindAssigned(taskId);
        }
    }
}

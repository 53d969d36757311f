namespace Pathos;

internal sealed partial class ThreadsBackend
{
    /// <summary>One thread of the pool and what it runs.</summary>
    private sealed class ThreadWorker
    {
        private readonly ThreadsBackend _owner;
        private readonly LaneMonitor _monitor;
        private readonly OwnedPositionCell _cell = new();
        private readonly TaskCompletionSource _ready = new();
        private readonly TaskCompletionSource _ended = new();

        public ThreadWorker(ThreadsBackend owner, string name, LaneMonitor monitor)
        {
            _owner = owner;
            _monitor = monitor;
            Name = name;
            Lane = new Lane(monitor, _cell.Cell, batch => owner.GiveUp(this, batch));

            // Without the execution context of the code that opened or resized the pool: tasks belong to their callers.
            new Thread(Run) { IsBackground = true, Name = name }.UnsafeStart();
        }

        public string Name { get; }

        public Lane Lane { get; }

        public Task Ready => _ready.Task;

        public Task Ended => _ended.Task;

        /// <summary>Gets the batches for this thread alone. Guarded by the owner's gate, as are the next three.</summary>
        public Queue<QueuedBatch> Pinned { get; } = new();

        public Batch? Running { get; set; }

        /// <summary>Gets or sets the execution of <see cref="Running"/>, once it may be cancelled.</summary>
        public ExecutingBatch? Execution { get; set; }

        public bool IsGivenUp { get; set; }

        public List<QueuedBatch> TakePinned()
        {
            List<QueuedBatch> taken = [.. Pinned];
            Pinned.Clear();
            return taken;
        }

        /// <summary>Counts the thread out: nothing watches it or waits for it any more, whether it has ended or was given up.</summary>
        public void Leave()
        {
            _monitor.Remove(Lane);
            _ended.TrySetResult();
        }

        private void Run()
        {
            if (TryInitialize())
            {
                _monitor.Add(Lane);
                while (_owner.Take(this) is { } entry)
                {
                    Execute(entry);
                }
            }

            _cell.Dispose();
            Leave();
        }

        private bool TryInitialize()
        {
            // What it changes of this thread would reach every task.
            using var own = new ContextScope();
            try
            {
                _owner.InvokeInitializer();
                _ready.SetResult();
                return true;
            }
            catch (Exception error)
            {
                _owner.OnInitializerFailed(this, error);
                _ready.SetException(error);
                return false;
            }
        }

        private void Execute(QueuedBatch entry)
        {
            Batch batch = entry.Batch;
            if (!batch.Call.IsOver)
            {
                batch.Begin(Name);
                var context = new BatchContext
                {
                    HubBatchId = batch.Call.Settings.HubBatchId,
                    Worker = Name,
                    Attempt = batch.Attempt,
                    Seed = batch.Call.Settings.Seed,
                    Depth = batch.Call.Settings.Depth,
                    Cores = _owner.CoresOfOne,
                    Report = report => batch.Call.OnReport(report),
                };
                _cell.Cell.Begin(batch.Id);
                ExecutingBatch execution = entry.Start(context, _cell.Cell);
                if (_owner.TryBegin(this, batch, execution))
                {
                    Lane.Execute(execution);
                }
            }

            batch.Complete();
        }
    }

    private void InvokeInitializer() => options.Initializer?.Invoke();
}

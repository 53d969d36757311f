namespace Pathos.Worker;

/// <summary>A progress that tells the caller's, in order and before <see cref="Report"/> returns.</summary>
internal sealed class RemoteProgress<T>(RemoteCallbacks callbacks, int id) : IProgress<T>
{
    public void Report(T value) => callbacks.Report(id, value);
}

using Pathos.Scale.Baselines;

namespace Pathos.Scale;

/// <summary>How a run of the bench goes.</summary>
internal sealed class Settings(bool isQuick, string python) : IDisposable
{
    // Every budget is stated for two.
    public const int Workers = 2;

    private readonly Lazy<PythonBaseline> _python = new(() => PythonBaseline.Start(python, Workers));

    public PythonBaseline Python => _python.Value;

    /// <summary>Gets Python's version, or null when no scenario needed it.</summary>
    public string? PythonVersion => _python.IsValueCreated ? _python.Value.Version : null;

    /// <summary>Chooses between a count for a figure to rely on, and one for a quick look.</summary>
    public int Count(int thorough, int quick) => isQuick ? quick : thorough;

    public void Dispose()
    {
        if (_python.IsValueCreated)
        {
            _python.Value.Dispose();
        }
    }
}

using System.Net.Http;

#if UNOPTIMIZED
namespace Pathos.Serialization.Tests.Unoptimized;
#else
namespace Pathos.Serialization.Tests.Optimized;
#endif

/// <summary>Forms in classes that only one file may name: the compiler gives them names that look like its own.</summary>
internal static class FileLocalForms
{
    public static IEnumerable<Form> All()
    {
        yield return new Form("file-local class", "5", static () => new Hidden().Read());
        yield return new Form("file-local class beside a local", "8", static () => new Hidden().WithLocal(3));
        yield return new Form("file-local generic class", "x", static () => new Hidden<string>("x").Read());
        yield return new Form("file-local record", "Plain { X = 1 }", static () => { Plain plain = new(1); return () => plain.ToString().Split("__")[^1]; });
        yield return new Form("lambda of a file-local interface's member", "5", static () => ((IHidden)new Hidden()).Lambda());
        yield return new Form("file-local iterator", "5,6", static () => { IEnumerable<int> items = new Hidden().Items(); return () => string.Join(',', items); });
    }
}

file interface IHidden
{
    Func<object?> Lambda();
}

file sealed class Hidden : IHidden
{
    private readonly int _n = 5;
    private readonly HttpClient _client = new();

    public TimeSpan Timeout => _client.Timeout;

    public Func<object?> Read() => () => _n;

    public Func<object?> WithLocal(int local) => () => _n + local;

    Func<object?> IHidden.Lambda() => () => _n;

    public IEnumerable<int> Items()
    {
        yield return _n;
        yield return _n + 1;
    }
}

file sealed class Hidden<T>(T value)
{
    private readonly HttpClient _client = new();

    public TimeSpan Timeout => _client.Timeout;

    public Func<object?> Read() => () => value;
}

file sealed record Plain(int X);

using System.Net.Sockets;
using System.Security.Cryptography;
using Pathos.Launching;
using Pathos.Wire;

namespace Pathos.Distributed.Tests;

/// <summary>How a node gets the assemblies that its workers are started with. The test is the pool.</summary>
public sealed class NodeCodeTests : IDisposable
{
    // Every framework has it.
    private const string Name = "System.Text.Json";

    private static readonly byte[] s_content = RandomNumberGenerator.GetBytes(100_000);

    private static readonly OverridingCode s_code =
        new(["Microsoft.NETCore.App"], [new CodeOffer(Name, Convert.ToHexStringLower(SHA256.HashData(s_content)), s_content.Length), new CodeOffer("No.Framework.Has.It", "", 1)]);

    private readonly TestFolder _folder = new();
    private readonly Multiplexer _pool;
    private readonly Multiplexer _node;
    private readonly NodeCode _code;
    private int _questions;

    public NodeCodeTests()
    {
        string path = Path.Combine(_folder.Path, "s");
        using Socket listener = UnixSockets.Listen(path);
        _node = new Multiplexer(UnixSockets.Connect(path));
        _pool = new Multiplexer(new SocketTransport(listener.Accept()));
        _code = new NodeCode(Path.Combine(_folder.Path, "cache"), _node);
        _ = Task.Run(() =>
        {
            _node.Run(frame => _code.Answer(frame.Id, frame.Body));
            _code.Close();
        });
    }

    public void Dispose()
    {
        _pool.Dispose();
        _node.Dispose();
        _code.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fetch_WhatTheHostLacks_ComesInPiecesAndIsKept()
    {
        Answer(static wanted => s_content.AsMemory((int)wanted.Offset, Math.Min(30_000, s_content.Length - (int)wanted.Offset)));

        OverridingFile file = Assert.Single(await FetchAsync());
        OverridingFile again = Assert.Single(await FetchAsync());

        Assert.Equal(Name, file.Name);
        Assert.Equal(s_content, await File.ReadAllBytesAsync(file.Path));
        Assert.Equal(file, again);
        Assert.Equal(4, Volatile.Read(ref _questions));
    }

    [Fact]
    public async Task Fetch_ThePoolCannotReadTheFile_SaysWhich()
    {
        Answer(static _ => default);

        PoolOpenException failure = await Assert.ThrowsAsync<PoolOpenException>(FetchAsync);

        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_WhatComesIsAnother_IsRefusedAndNotKept()
    {
        Answer(static _ => new byte[s_content.Length]);

        await Assert.ThrowsAsync<InvalidDataException>(FetchAsync);

        Assert.Empty(Directory.GetFiles(_folder.Path, "*.dll", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Fetch_MoreComesThanWasOffered_IsRefusedBeforeItIsTaken()
    {
        Answer(static _ => new byte[(s_content.Length / 2) + 1]);

        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(FetchAsync);

        // The whole would be refused by its hash too, when all of it is in memory.
        Assert.Contains("longer", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_TheConnectionEnds_Ends()
    {
        Task<IReadOnlyList<OverridingFile>> fetching = FetchAsync();

        _pool.Close();

        await Assert.ThrowsAsync<PoolOpenException>(() => fetching);
    }

    private void Answer(Func<CodeWanted, ReadOnlyMemory<byte>> answer)
    {
        _ = Task.Run(() => _pool.Run(frame =>
        {
            Interlocked.Increment(ref _questions);
            _pool.Post(new Message(MessageKind.CodeAnswer, frame.Id, NoFields.Instance, answer(CodeWanted.Read(frame.Body.Span)), []));
        }));
    }

    private Task<IReadOnlyList<OverridingFile>> FetchAsync() => Task.Run(() => _code.Fetch(s_code, dotnetPath: null)).Soon();
}

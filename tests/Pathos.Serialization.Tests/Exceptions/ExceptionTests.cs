using System.Net.Http;

namespace Pathos.Serialization.Tests;

[Collection(PeerTests.Name)]
public sealed class ExceptionTests(PeerProcess peer)
{
    [Fact]
    public void Layout_OnThisRuntime_IsTheOneWeRebuild() => Assert.True(ExceptionLayout.CanRebuild);

    [Fact]
    public void Run_Throws_SameTypeMessageAndRemoteStack()
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => peer.Run(new Func<object?>(Fail)));

        Assert.Equal("it failed", failure.Message);
        Assert.Contains(nameof(Fail), failure.StackTrace, StringComparison.Ordinal);
        Assert.Contains("--- End of stack trace from peer ---", failure.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(PeerProcess.Run), failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ThrowsAUsersException_FieldsWithoutAnyConstructorArrive()
    {
        ParseException failure = Assert.Throws<ParseException>(() => peer.Run(new Func<object?>(static () => throw new ParseException(7, ["a", "b"]))));

        Assert.Equal(7, failure.Line);
        Assert.Equal(["a", "b"], failure.Tokens);
        Assert.Equal("line 7", failure.Message);
        Assert.Equal(unchecked((int)0x80131501), failure.HResult);
    }

    [Fact]
    public void Run_ThrowsWithInner_InnerArrivesWithItsStack()
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(() => peer.Run(new Func<object?>(static () =>
        {
            try
            {
                return Fail();
            }
            catch (InvalidOperationException e)
            {
                throw new ArgumentException("outer", "parameter", e);
            }
        })));

        Assert.Equal("parameter", failure.ParamName);
        Assert.Equal("outer (Parameter 'parameter')", failure.Message);
        InvalidOperationException inner = Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.Contains(nameof(Fail), inner.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ThrowsAggregate_AllInnerArriveAndTheFirstIsTheInner()
    {
        AggregateException failure = Assert.Throws<AggregateException>(() => peer.Run(new Func<object?>(static () =>
            throw new AggregateException(new InvalidOperationException("one"), new ParseException(2, [])))));

        Assert.Equal(["one", "line 2"], failure.InnerExceptions.Select(e => e.Message));
        Assert.Same(failure.InnerExceptions[0], failure.InnerException);
        Assert.IsType<ParseException>(failure.InnerExceptions[1]);
    }

    [Fact]
    public void Run_ThrowsWithData_ShippableEntriesArrive()
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => peer.Run(new Func<object?>(static () =>
        {
            InvalidOperationException e = new("data");
            e.Data["number"] = 5;
            e.Data["client"] = new HttpClient();
            e.Data["list"] = new List<string> { "x" };
            throw e;
        })));

        Assert.Equal(5, failure.Data["number"]);
        Assert.Equal(["x"], (List<string>)failure.Data["list"]!);
        Assert.Equal(2, failure.Data.Count);
    }

    [Fact]
    public void Run_ThrowsWithAFieldThatCannotTravel_ArrivesAsRemoteException()
    {
        RemoteException failure = Assert.Throws<RemoteException>(() => peer.Run(new Func<object?>(static () =>
            throw new ClientException("held", new InvalidOperationException("inner")))));

        Assert.EndsWith(nameof(ClientException), failure.TypeName, StringComparison.Ordinal);
        Assert.Equal("held", failure.Message);
        Assert.NotNull(failure.RemoteStackTrace);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.Contains(nameof(ClientException), failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Cancelled_KeepsItsTypeWithoutTheToken()
    {
        OperationCanceledException failure = Assert.Throws<OperationCanceledException>(() => peer.Run(new Func<object?>(static () =>
        {
            using CancellationTokenSource source = new();
            throw new OperationCanceledException("stop", source.Token);
        })));

        Assert.Equal("stop", failure.Message);
        Assert.False(failure.CancellationToken.CanBeCanceled);
    }

    [Fact]
    public void Run_ThrowsWhenAskedForItsMessage_StillArrives()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => peer.Run(new Func<object?>(static () => throw new HostileException())));

        Assert.IsType<HostileException>(failure);
    }

    [Fact]
    public void Run_ResultThatCannotTravel_NamesTheResult()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => peer.Run(new Func<object?>(static () => new object[] { new HttpClient() })));

        Assert.IsType<NotShippableException>(failure);
        Assert.Equal("result[0]", ((NotShippableException)failure).Path);
    }

    [Fact]
    public void Write_ExceptionThatIsItsOwnData_Ends()
    {
        InvalidOperationException self = new("self");
        self.Data["me"] = self;
        PayloadWriter writer = new(RoundTrip.Context);

        ExceptionCodec.Write(writer, self);

        Exception copy = ExceptionCodec.Read(RoundTrip.Reader(writer), "here");
        Assert.Equal("self", Assert.IsType<InvalidOperationException>(copy).Message);
    }

    [Fact]
    public void Read_TypeThatIsNotLoaded_IsARemoteExceptionAndTheReaderGoesOn()
    {
        PayloadWriter writer = new(RoundTrip.Context);
        ExceptionCodec.Write(writer, new ParseException(3, ["t"]));
        writer.WriteString("next");
        Payload payload = writer.Finish();
        CodeContext nothingLoaded = new(new NoAssemblies());
        CodeReader reader = new(nothingLoaded, payload.Bytes, payload.Blocks);

        RemoteException failure = Assert.IsType<RemoteException>(ExceptionCodec.Read(reader, "there"));

        Assert.Equal("line 3", failure.Message);
        Assert.Equal("next", reader.ReadString());
    }

    private static object? Fail() => throw new InvalidOperationException("it failed");

    private sealed class NoAssemblies : ITypeSource
    {
        public System.Reflection.Assembly Resolve(AssemblyIdentity identity) => throw new CodeMissingException(identity, "None is.");

        public ContextMark MarkOf(System.Reflection.Assembly assembly) => default;

        public bool MayBeUnloaded(in ContextMark context) => false;
    }

    private sealed class ParseException : Exception
    {
        public ParseException(int line, List<string> tokens)
            : base($"line {line}")
        {
            Line = line;
            Tokens = tokens;
            HResult = unchecked((int)0x80131501);
        }

        public int Line { get; }

        public List<string> Tokens { get; }
    }

    private sealed class ClientException(string message, Exception inner) : Exception(message, inner)
    {
        public HttpClient Client { get; } = new();
    }

    private sealed class HostileException : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");
    }
}

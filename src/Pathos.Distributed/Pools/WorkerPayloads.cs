using Pathos.Serialization;

namespace Pathos.Distributed;

/// <summary>Opens what workers send: results, exceptions, reports. Only data, unless the owner of workers of this machine allows
/// code.</summary>
internal abstract class WorkerPayloads
{
    public static WorkerPayloads OnlyData(IValueSerializer? values) => new Data(new DataContext(new LoadedAssemblies(), values));

    public static WorkerPayloads WithCode(CodeContext context) => new Code(context);

    public abstract PayloadReader Open(ReadOnlyMemory<byte> bytes, Block[] blocks);

    private sealed class Data(DataContext context) : WorkerPayloads
    {
        public override PayloadReader Open(ReadOnlyMemory<byte> bytes, Block[] blocks) => new DataReader(context, bytes, blocks);
    }

    private sealed class Code(CodeContext context) : WorkerPayloads
    {
        public override PayloadReader Open(ReadOnlyMemory<byte> bytes, Block[] blocks) => new CodeReader(context, bytes, blocks);
    }
}

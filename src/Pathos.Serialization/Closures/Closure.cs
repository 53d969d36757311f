using System.Diagnostics.CodeAnalysis;
using Pathos.Serialization;

namespace Pathos;

/// <summary>Turns delegates into bytes and back: lambdas with what they captured, method groups, local functions, multicast delegates.</summary>
/// <remarks>Thawing runs code that the bytes name. Thaw only what you froze, or what someone you trust to run code here froze.</remarks>
public static class Closure
{
    private const string Root = "closure";
    private const string Unreferenced = "A closure reaches fields and types by reflection; trimming may have removed them.";

    /// <summary>Freezes a delegate and everything it needs of what it captured.</summary>
    /// <param name="function">Any delegate.</param>
    /// <returns>Bytes for <see cref="Thaw{TDelegate}"/>, in this program or another run of the same build.</returns>
    /// <exception cref="NotShippableException">Something captured means nothing in another process; the exception names it.</exception>
    [RequiresUnreferencedCode(Unreferenced)]
    public static byte[] Freeze(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        PayloadWriter writer = new(CodeContext.Default);
        ObjectGraph.Write(writer, function, Root);
        return FrozenFormat.Pack(writer.Finish(), Root);
    }

    /// <summary>Makes the delegate that was frozen.</summary>
    /// <typeparam name="TDelegate">The delegate's type, or a base of it.</typeparam>
    /// <param name="frozen">What <see cref="Freeze"/> returned.</param>
    /// <returns>A delegate with a copy of everything captured.</returns>
    /// <exception cref="FrozenClosureException">The bytes are no frozen closure, come from another build, or hold another type.</exception>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    [RequiresUnreferencedCode(Unreferenced)]
    public static TDelegate Thaw<TDelegate>(ReadOnlySpan<byte> frozen)
        where TDelegate : Delegate
    {
        PayloadReader reader = FrozenFormat.OpenCode(frozen, CodeContext.Default);
        try
        {
            return ObjectGraph.Read(reader) as TDelegate
                ?? throw new FrozenClosureException($"The frozen closure is not a '{typeof(TDelegate)}'.");
        }
        catch (CodeException e)
        {
            throw new FrozenClosureException("The frozen closure needs code that this program does not have. " + e.Message, e);
        }
    }

    /// <summary>Tells what would travel with a delegate to a worker of a pool, and what refuses to. Nothing is sent and nothing is run.</summary>
    /// <remarks>What only a pool can send counts as what stands for it: cancellation tokens, progress, loggers, pools and broadcasts, which <see cref="Freeze"/> refuses or takes apart.</remarks>
    /// <param name="function">Any delegate.</param>
    /// <returns>A report; its <see cref="ClosureReport.ToString"/> is a table.</returns>
    [RequiresUnreferencedCode(Unreferenced)]
    public static ClosureReport Explain(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ClosureReportBuilder.Explain(function, Root);
    }
}

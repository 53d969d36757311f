using System.Diagnostics.CodeAnalysis;
using Pathos.Serialization;

namespace Pathos;

/// <summary>Turns delegates into bytes and back: lambdas with what they captured, method groups, local
/// functions, multicast delegates.</summary>
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
        CodeGraph.WriteFrozen(writer, function, Root);
        return FrozenFormat.Pack(writer.Finish(), Root);
    }

    /// <summary>Makes the delegate that was frozen.</summary>
    /// <typeparam name="TDelegate">The delegate's type, or a base of it.</typeparam>
    /// <param name="frozen">What <see cref="Freeze"/> returned.</param>
    /// <returns>A delegate with a copy of everything captured.</returns>
    /// <exception cref="FrozenClosureException">The bytes are not a frozen closure, come from another
    /// build, or hold another type.</exception>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    [RequiresUnreferencedCode(Unreferenced)]
    public static TDelegate Thaw<TDelegate>(ReadOnlySpan<byte> frozen)
        where TDelegate : Delegate
    {
        PayloadReader reader = FrozenFormat.OpenCode(frozen, CodeContext.Default);
        try
        {
            return CodeGraph.Read(reader, Root) as TDelegate
                ?? throw new FrozenClosureException($"The frozen closure is not a '{typeof(TDelegate)}'.");
        }
        catch (CodeAmbiguousException e)
        {
            throw new FrozenClosureException("The frozen closure cannot be made again here. " + e.Message, e);
        }
        catch (CodeException e)
        {
            throw new FrozenClosureException("The frozen closure needs code that this program does not have. " + e.Message, e);
        }
    }

    /// <summary>Tells what would travel with a delegate to a worker of a pool, and what refuses to.
    /// Nothing is sent and nothing is run.</summary>
    /// <remarks>What only a pool can send counts as what stands for it: cancellation tokens, progress, loggers, pools and broadcasts,
    /// which <see cref="Freeze"/> refuses or takes apart.</remarks>
    /// <param name="function">Any delegate.</param>
    /// <param name="valueSerializer">That of the pool; none by default.</param>
    /// <returns>A report; its <see cref="ClosureReport.ToString"/> is a table.</returns>
    [RequiresUnreferencedCode(Unreferenced)]
    public static ClosureReport Explain(Delegate function, IValueSerializer? valueSerializer = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return ClosureReportBuilder.Explain(function, Root, valueSerializer);
    }

    /// <summary>Says how the values of one type travel: as other values, from which they are made again. It holds for the whole process:
    /// for pools, journals and frozen closures.</summary>
    /// <remarks>
    /// <para>
    /// Call it once a type, at the program's start, before a value of the type travels. The registration goes along with the functions of
    /// pools and the closures that hold such a value, so workers know it; both functions must be able to travel, and what they captured is
    /// a copy over there. They run on any thread, several at a time.
    /// </para>
    /// <para>
    /// It holds for objects of exactly this type; where the type is abstract, for all classes that derive from it. A class that derives
    /// from a registered one and is not registered itself is refused, since no registration says what becomes of what it adds. A
    /// registration comes before everything else: an <see cref="IValueSerializer"/>, the built-in rules, the fields. What comes from a
    /// worker is read so only where the declared result type reaches the type.
    /// </para>
    /// </remarks>
    /// <typeparam name="T">A class or struct of the program's own, or of a package.</typeparam>
    /// <typeparam name="TData">What travels instead: anything that can, such as a tuple, a text or an array.</typeparam>
    /// <param name="write">Makes what travels of a value. It may not lead back to the value.</param>
    /// <param name="read">Makes a value of what has travelled; never null.</param>
    /// <exception cref="ArgumentException">Values of the type have a meaning that is known: it is .NET's or this library's, an interface,
    /// an enum, an array, a delegate or an exception.</exception>
    /// <exception cref="InvalidOperationException">The type is registered already, or a value of it has travelled.</exception>
    /// <exception cref="NotShippableException">A function captured something that means nothing in another process.</exception>
    [RequiresUnreferencedCode(Unreferenced)]
    public static void Register<T, TData>(Func<T, TData> write, Func<TData, T> read)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(read);
        if (!RegistrableTypes.Contains(typeof(T)))
        {
            throw new ArgumentException(
                $"'{typeof(T)}' cannot be registered: only classes and structs of your own, or of a package, that are neither exceptions nor delegates.",
                nameof(write));
        }

        Registration registration = new Registration<T, TData>(write, read);
        ObjectGraph.Write(new PayloadWriter(CodeContext.Default), registration, "registration");
        Registrations.Add(registration);
    }

    /// <inheritdoc cref="Register{T, TData}(Func{T, TData}, Func{TData, T})"/>
    [RequiresUnreferencedCode(Unreferenced)]
    public static void Register<T>(Func<T, object?> write, Func<object?, T> read)
        where T : notnull => Register<T, object?>(write, read);
}

using System.Reflection.Emit;

namespace Pathos.Serialization.Tests;

/// <summary>The forms of C#, laid out as release builds and as debug builds have them.</summary>
public sealed class FormTests
{
    private static readonly Dictionary<string, (string Expected, Func<Func<object?>> Make)> s_pruned = Both(
        Optimized.Form.Pruned().Select(static form => (form.Name, form.Expected, form.Make)), Unoptimized.Form.Pruned().Select(static form => (form.Name, form.Expected, form.Make)));

    private static readonly Dictionary<string, (string Expected, Func<Func<object?>> Make)> s_escaping = Both(
        Optimized.Form.Escaping().Select(static form => (form.Name, form.Expected, form.Make)), Unoptimized.Form.Escaping().Select(static form => (form.Name, form.Expected, form.Make)));

    public static TheoryData<string> Pruned => [.. s_pruned.Keys];

    public static TheoryData<string> Escaping => [.. s_escaping.Keys];

    [Theory]
    [MemberData(nameof(Pruned))]
    public void Freeze_FormThatUsesPartsOfThis_LeavesTheRestBehindAndRuns(string name)
    {
        (string expected, Func<Func<object?>> make) = s_pruned[name];

        Func<object?> thawed = Closure.Thaw<Func<object?>>(Closure.Freeze(make()));

        Assert.Equal(expected, Shape.Show(make()()));
        Assert.Equal(expected, Shape.Show(thawed()));
        Assert.True(Closure.Explain(make()).IsShippable);
    }

    [Theory]
    [MemberData(nameof(Escaping))]
    public void Freeze_FormInWhichThisEscapes_SendsAllOfIt(string name)
    {
        (string expected, Func<Func<object?>> make) = s_escaping[name];

        Func<object?> thawed = Closure.Thaw<Func<object?>>(Closure.Freeze(make()));

        Assert.Equal(expected, Shape.Show(make()()));
        Assert.Equal(expected, Shape.Show(thawed()));
    }

    [Fact]
    public void StackEffect_EachInstruction_IsAsTheFrameworkHasIt()
    {
        foreach (System.Reflection.FieldInfo field in typeof(OpCodes).GetFields())
        {
            OpCode code = (OpCode)field.GetValue(null)!;
            if (code.OpCodeType != OpCodeType.Nternal)
            {
                Assert.Equal((field.Name, Count(code.StackBehaviourPop), Count(code.StackBehaviourPush)), (field.Name, StackEffect.Taken((ushort)code.Value), StackEffect.Put((ushort)code.Value)));
            }
        }

        static int Count(StackBehaviour behaviour) => behaviour switch
        {
            StackBehaviour.Pop0 or StackBehaviour.Push0 => 0,
            StackBehaviour.Varpop or StackBehaviour.Varpush => StackEffect.Varies,
            _ => behaviour.ToString().Split('_').Length,
        };
    }

    private static Dictionary<string, (string Expected, Func<Func<object?>> Make)> Both(
        IEnumerable<(string Name, string Expected, Func<Func<object?>> Make)> optimized, IEnumerable<(string Name, string Expected, Func<Func<object?>> Make)> unoptimized) =>
        optimized.Select(static form => (Name: "release: " + form.Name, form.Expected, form.Make))
            .Concat(unoptimized.Select(static form => (Name: "debug: " + form.Name, form.Expected, form.Make)))
            .ToDictionary(static form => form.Name, static form => (form.Expected, form.Make), StringComparer.Ordinal);
}

using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pathos.Serialization.Tests.Instances;

/// <summary>One tree of each node type, made by the factories: it arrives with the same text and gives the same result.</summary>
public sealed class ExpressionTreeTests
{
    private static readonly ParameterExpression s_int = Expression.Variable(typeof(int), "i");
    private static readonly ParameterExpression s_double = Expression.Variable(typeof(double), "d");
    private static readonly ParameterExpression s_list = Expression.Variable(typeof(List<int>), "l");
    private static readonly ParameterExpression s_text = Expression.Parameter(typeof(string), "s");
    private static readonly LabelTarget s_label = Expression.Label(typeof(int), "end");
    private static readonly Expression s_two = Expression.Constant(2);
    private static readonly Expression s_three = Expression.Constant(3);
    private static readonly Expression s_yes = Expression.Constant(true);
    private static readonly Expression s_array = Expression.NewArrayInit(typeof(int), s_two, s_three);

    private static readonly Dictionary<ExpressionType, Func<Expression>> s_trees = new()
    {
        [ExpressionType.Call] = static () =>
            Expression.Call(typeof(Math).GetMethod(nameof(Math.Max), [typeof(int), typeof(int)])!, s_two, s_three),
        [ExpressionType.Conditional] = static () => Expression.Condition(s_yes, s_two, s_three),
        [ExpressionType.Constant] = static () => Expression.Constant("text", typeof(object)),
        [ExpressionType.Invoke] = static () => Expression.Invoke(Expression.Lambda<Func<int, int>>(Expression.Negate(s_int), s_int), s_two),
        [ExpressionType.Lambda] = static () =>
            Expression.Invoke(Expression.Lambda(Expression.Add(s_int, s_three), "named", tailCall: true, [s_int]), s_two),
        [ExpressionType.ListInit] = static () =>
            Expression.Property(Expression.ListInit(Expression.New(typeof(List<int>)), s_two, s_three), "Count"),
        [ExpressionType.MemberInit] = static () => Expression.Property(Expression.MemberInit(
            Expression.New(typeof(Holder)),
            Expression.Bind(typeof(Holder).GetProperty(nameof(Holder.Number))!, s_two),
            Expression.ListBind(typeof(Holder).GetProperty(nameof(Holder.Items))!,
                Expression.ElementInit(typeof(List<int>).GetMethod("Add")!, s_three)),
            Expression.MemberBind(typeof(Holder).GetProperty(nameof(Holder.Inner))!,
                Expression.Bind(typeof(Part).GetField(nameof(Part.Text))!, Expression.Constant("x")))), nameof(Holder.All)),
        [ExpressionType.MemberAccess] = static () => Expression.Property(Expression.Constant("four"), "Length"),
        [ExpressionType.New] = static () =>
            Expression.Property(Expression.New(typeof(string).GetConstructor([typeof(char), typeof(int)])!, Expression.Constant('x'),
            s_two), "Length"),
        [ExpressionType.NewArrayInit] = static () => s_array,
        [ExpressionType.NewArrayBounds] = static () => Expression.ArrayLength(Expression.NewArrayBounds(typeof(int), s_two)),
        [ExpressionType.Parameter] = static () => Expression.Block([s_int], s_int),
        [ExpressionType.TypeIs] = static () => Expression.TypeIs(Expression.Constant("x", typeof(object)), typeof(string)),
        [ExpressionType.TypeEqual] = static () => Expression.TypeEqual(Expression.Constant("x", typeof(object)), typeof(string)),
        [ExpressionType.Block] = static () =>
            Expression.Block([s_int, s_double], Expression.Assign(s_int, s_two), Expression.Assign(s_double, Expression.Constant(1.5)),
            Expression.Add(s_int, s_int)),
        [ExpressionType.Default] = static () => Expression.Default(typeof(Guid)),
        [ExpressionType.DebugInfo] = static () =>
            Expression.Block(Expression.DebugInfo(Expression.SymbolDocument("file.cs"), 1, 2, 3, 4), s_two),
        [ExpressionType.Goto] = static () => Expression.Block(Expression.Return(s_label, s_two), Expression.Label(s_label, s_three)),
        [ExpressionType.Label] = static () => Expression.Label(Expression.Label(typeof(int), "other"), s_three),
        [ExpressionType.Index] = static () =>
            Expression.Property(Expression.New(typeof(List<int>).GetConstructor([typeof(IEnumerable<int>)])!, s_array), "Item",
            Expression.Constant(1)),
        [ExpressionType.Loop] = static () =>
            Expression.Block([s_int],
            Expression.Loop(Expression.IfThenElse(Expression.LessThan(s_int, s_three), Expression.PreIncrementAssign(s_int),
            Expression.Break(s_label, s_int)), s_label)),
        [ExpressionType.RuntimeVariables] = static () =>
            Expression.Block([s_int], Expression.Property(Expression.RuntimeVariables(s_int), nameof(IRuntimeVariables.Count))),
        [ExpressionType.Switch] = static () =>
            Expression.Switch(s_two, s_three, Expression.SwitchCase(Expression.Constant(7), s_two, Expression.Constant(5))),
        [ExpressionType.Try] = static () => Expression.TryCatchFinally(
            Expression.Throw(Expression.New(typeof(InvalidOperationException)), typeof(int)), Expression.Empty(),
                Expression.Catch(typeof(InvalidOperationException), s_three, s_yes)),
        [ExpressionType.Throw] = static () =>
            Expression.TryCatch(Expression.Block(Expression.Throw(Expression.New(typeof(FormatException))), s_two),
            Expression.Catch(typeof(FormatException), s_three)),
        [ExpressionType.Quote] = static () =>
            Expression.Convert(Expression.Property(Expression.Quote(Expression.Lambda<Func<int,
            int>>(Expression.Add(s_int, s_two), s_int)), "NodeType"), typeof(int)),
        [ExpressionType.Convert] = static () => Expression.Convert(s_two, typeof(long)),
        [ExpressionType.ConvertChecked] = static () => Expression.ConvertChecked(s_two, typeof(byte)),
        [ExpressionType.TypeAs] = static () => Expression.TypeAs(Expression.Constant("x", typeof(object)), typeof(string)),
        [ExpressionType.Unbox] = static () => Expression.Unbox(Expression.Constant(4, typeof(object)), typeof(int)),
        [ExpressionType.ArrayLength] = static () => Expression.ArrayLength(s_array),
        [ExpressionType.ArrayIndex] = static () => Expression.ArrayIndex(s_array, Expression.Constant(1)),
        [ExpressionType.Coalesce] = static () =>
            Expression.Coalesce(Expression.Constant(null, typeof(string)), Expression.Constant("other"), Expression.Lambda<Func<string,
            string>>(s_text, s_text)),
        [ExpressionType.Power] = static () => Expression.Power(Expression.Constant(2.0), Expression.Constant(3.0)),
        [ExpressionType.Negate] = static () => Expression.Negate(s_two),
        [ExpressionType.AndAlso] = static () => Expression.AndAlso(s_yes, Expression.Constant(false)),
        [ExpressionType.OrElse] = static () => Expression.OrElse(s_yes, Expression.Constant(false)),
        [ExpressionType.IsTrue] = static () => Expression.IsTrue(s_yes),
        [ExpressionType.IsFalse] = static () => Expression.IsFalse(s_yes),
        [ExpressionType.Assign] = static () =>
            Expression.Block([s_list], Expression.Assign(s_list, Expression.New(typeof(List<int>))), Expression.Property(s_list, "Count")),
    };

    // What is not made here: a call site of a language's own, and nodes of a user's own class.
    private static readonly ExpressionType[] s_others = [ExpressionType.Dynamic, ExpressionType.Extension];

    public static TheoryData<ExpressionType> NodeTypes => [.. Enum.GetValues<ExpressionType>().Except(s_others)];

    [Theory]
    [MemberData(nameof(NodeTypes))]
    public void Tree_OfEachNodeType_ArrivesAsItLeft(ExpressionType kind)
    {
        Expression body = s_trees.TryGetValue(kind, out Func<Expression>? make) ? make() : MakePlain(kind);
        LambdaExpression tree = Expression.Lambda(body);

        LambdaExpression arrived = RoundTrip.Of(tree);

        Assert.Equal(Text(tree), Text(arrived));
        Assert.Equal(tree.Type, arrived.Type);
        Assert.Equal(tree.Compile().DynamicInvoke(), arrived.Compile().DynamicInvoke());
    }

    [Fact]
    public void Tree_OfAUsersOwnMethodAndInstance_UsesThem()
    {
        Expression<Func<int>> tree = Expression.Lambda<Func<int>>(Expression.Add(s_two, s_three,
            typeof(ExpressionTreeTests).GetMethod(nameof(Multiply))));

        Assert.Equal(6, RoundTrip.Of(tree).Compile()());
    }

    public static int Multiply(int a, int b) => a * b;

    private static string Text(Expression tree) =>
        (string)typeof(Expression).GetProperty("DebugView", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(tree)!;

    /// <summary>Operators of one or two operands, on whatever numbers they take.</summary>
    private static Expression MakePlain(ExpressionType kind)
    {
        if (kind.ToString().Contains("Assign", StringComparison.Ordinal))
        {
            return kind is ExpressionType.PowerAssign
                ? Expression.Block([s_double], Expression.MakeBinary(kind, s_double, Expression.Constant(2.0)))
                : kind.ToString() is ['P', ..] and not "PowerAssign"
                    ? Expression.Block([s_int], Expression.MakeUnary(kind, s_int, null!))
                    : Expression.Block([s_int], Expression.Assign(s_int, Expression.Constant(12)),
                        Expression.MakeBinary(kind, s_int, s_two));
        }

        return kind is ExpressionType.Not or ExpressionType.OnesComplement or ExpressionType.UnaryPlus or ExpressionType.NegateChecked or ExpressionType.Increment or ExpressionType.Decrement
            ? Expression.MakeUnary(kind, s_two, null!)
            : Expression.MakeBinary(kind, Expression.Constant(12), s_two);
    }

    private sealed class Holder
    {
        public int Number { get; set; }

        public List<int> Items { get; } = [];

        public Part Inner { get; } = new();

        public string All => $"{Number} {string.Join(",", Items)} {Inner.Text}";
    }

    private sealed class Part
    {
        public string? Text = "";
    }
}

using System.Linq.Expressions;

#if UNOPTIMIZED
namespace Pathos.Serialization.Tests.Unoptimized;
#else
namespace Pathos.Serialization.Tests.Optimized;
#endif

/// <summary>Forms in which the object goes where no walk follows it: then all of it must arrive, here the field that no lambda names.</summary>
internal class EscapingForms : IShown
{
    private static EscapingForms? s_kept;

    private readonly int _hidden = 7;
    private readonly int _n = 4;
    private object? _self;

    public static IEnumerable<Form> All()
    {
        static Form Of(string name, Func<EscapingForms, Func<object?>> make) => new(name, "7", () => make(new EscapingForms()));
        yield return Of("virtual method", static o => o.Virtual());
        yield return Of("virtual method of an heir", static _ => new Heir().Virtual());
        yield return Of("virtual method as a group", static o => o.VirtualGroup());
        yield return Of("interface method", static o => o.ByInterface());
        yield return Of("static field", static o => o.ByStatic());
        yield return Of("field of its own", static o => o.ByField());
        yield return Of("array", static o => o.ByArray());
        yield return Of("generic method of an interface", static o => o.ByConstraint());
        yield return Of("returned", static o => o.ByReturn());
        yield return Of("conditional between two", static o => o.ByCondition(o, true));
        yield return Of("captured copy", static o => o.ByCopy());
        yield return Of("by reference", static o => o.ByReference());
        yield return Of("in a tuple", static o => o.ByTuple());
        yield return Of("framework code", static o => o.ByFramework());
        yield return Of("dynamic", static o => o.ByDynamic());
        yield return Of("argument of a tree", static o => o.ByTree());
        yield return Of("argument of a tree beside a variable", static o => o.ByTreeAndVariable(0));
        yield return Of("virtual method of a tree", static o => o.ByVirtualTree());
        yield return Of("conversion in a tree", static o => o.ByConversion());
        yield return new Form("node that stands twice in a tree", "11", static () => new EscapingForms().BySharedNode());
    }

    public int Show() => _hidden;

    protected virtual int Read() => _hidden;

    private static int ReadOf(EscapingForms forms) => forms._hidden;

    private static int ReadBy<T>(T forms)
        where T : IShown => forms.Show();

    private static void Replace(ref EscapingForms forms) => s_kept = forms;

    private static Func<object?> Compile(Expression<Func<int>> tree) => () => tree.Compile()();

    private EscapingForms Self() => this;

    private Func<object?> Virtual() => () => Read();

    private Func<object?> VirtualGroup() => () => new Func<int>(Read)();

    private Func<object?> ByInterface() => () => ((IShown)this).Show();

    private Func<object?> ByStatic() => () => { s_kept = this; return s_kept._hidden + 0 * _n; };

    private Func<object?> ByField() => () => { _self = this; return typeof(EscapingForms).GetField(nameof(_hidden), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(_self); };

    private Func<object?> ByArray() => () => Array.ConvertAll(new[] { this }, ReadOf)[0];

    private Func<object?> ByConstraint() => () => ReadBy(this);

    private Func<object?> ByReturn() => () => ReadOf(Self());

    private Func<object?> ByCondition(EscapingForms other, bool first) => () => (first ? this : other)._hidden;

    private Func<object?> ByCopy()
    {
        EscapingForms copy = this;
        return () => copy._hidden + 0 * _n;
    }

    private Func<object?> ByReference() => () =>
    {
        EscapingForms copy = this;
        Replace(ref copy);
        return ReadOf(s_kept!);
    };

    private Func<object?> ByTuple() => () => { (EscapingForms Forms, int X) pair = (this, 1); return ReadOf(pair.Forms); };

    private Func<object?> ByFramework() => () => Task.FromResult(this).GetAwaiter().GetResult().Read();

    private Func<object?> ByDynamic() => () =>
    {
        dynamic any = this;
        return any.Show();
    };

    private Func<object?> ByTree() => Compile(() => ReadOf(this));

    private Func<object?> ByTreeAndVariable(int k) => Compile(() => ReadOf(this) + k);

    private Func<object?> ByVirtualTree() => Compile(() => Read());

    private Func<object?> ByConversion() => Compile(() => ((IShown)this).Show());

    private Func<object?> BySharedNode()
    {
        ConstantExpression self = Expression.Constant(this);
        return Compile(Expression.Lambda<Func<int>>(Expression.Add(
            Expression.Field(self, nameof(_n)),
            Expression.Call(typeof(EscapingForms).GetMethod(nameof(ReadOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!, self))));
    }

    private sealed class Heir : EscapingForms
    {
        private readonly int _other = 7;

        protected override int Read() => _other;
    }
}

internal interface IShown
{
    int Show();
}

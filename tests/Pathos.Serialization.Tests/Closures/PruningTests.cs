using System.Net.Http;

namespace Pathos.Serialization.Tests;

/// <summary>What does not travel. The shapes show that what is needed does.</summary>
public sealed class PruningTests
{
    [Fact]
    public void Freeze_ScopeWithALargeArrayForAnotherLambda_LeavesTheArrayBehind()
    {
        byte[] large = new byte[50_000];
        int k = 1;
        Func<int> other = () => large.Length;
        Func<int> shipped = () => k;

        Assert.True(Closure.Freeze(shipped).Length < 500);
        Assert.True(Closure.Freeze(other).Length > 50_000);
    }

    [Fact]
    public void Freeze_ThisWithALargeFieldThatIsNotRead_LeavesTheFieldBehind()
    {
        Owner owner = new();

        Assert.True(Closure.Freeze(owner.ReadsSmall()).Length < 500);
        Assert.True(Closure.Freeze(owner.ReadsLarge()).Length > 50_000);
        Assert.True(Closure.Freeze(owner.PassesItselfOn()).Length > 50_000);
    }

    [Fact]
    public void Freeze_ThisWithAFinalizer_ShipsAllOfIt()
    {
        Assert.True(Closure.Freeze(new Finalized().ReadsSmall()).Length > 50_000);
    }

    [Fact]
    public void Freeze_LambdaCachesOfTheScope_NeverTravel()
    {
        HttpClient client = new();
        int k = 2;
        Func<int> shipped = () =>
        {
            Func<int> inner = () => k;
            return inner() + k;
        };
        Func<object?> refused = () => client;

        // Running it fills the cache of the inner lambda, a delegate in a field of the closure.
        Assert.Equal(4, shipped());
        Func<int> thawed = Closure.Thaw<Func<int>>(Closure.Freeze(shipped));

        Assert.Equal(4, thawed());
        Assert.Throws<NotShippableException>(() => Closure.Freeze(refused));
    }

    [Fact]
    public void Freeze_LateDelegateNeedsAnEarlierClosuresField_WritesItAgain()
    {
        int a = 1;
        string b = "late";
        Func<string> late = () => b;
        Func<string> shipped = Later(() => a, late);

        Func<string> thawed = Closure.Thaw<Func<string>>(Closure.Freeze(shipped));

        Assert.Equal("1late", thawed());
    }

    [Fact]
    public void Freeze_MethodOfALambdaAsData_KeepsWhatItReads()
    {
        int a = 1;
        int b = 2;
        Func<int> first = () => a;
        Func<int> second = () => b;
        System.Reflection.MethodInfo method = second.Method;
        object target = second.Target!;
        Func<int> function = () => first() + (int)method.Invoke(target, null)!;

        Assert.Equal(3, Closure.Thaw<Func<int>>(Closure.Freeze(function))());
    }

    [Fact]
    public void Freeze_ClosureThatNoCodeOrDataTouches_TravelsWhole()
    {
        object target = TargetOfAnother();
        Func<object?> function = () => target.GetType().GetFields().Single(static field => field.Name == "hidden").GetValue(target);

        Assert.Equal(7, Closure.Thaw<Func<object?>>(Closure.Freeze(function))());
    }

    private static object TargetOfAnother()
    {
        int hidden = 7;
        Func<int> reads = () => hidden;
        return reads.Target!;
    }

    private static Func<string> Later(Func<int> first, Func<string> second) => () => first() + second();

    private sealed class Owner
    {
        private readonly int _small = 1;
        private readonly byte[] _large = new byte[50_000];

        public Func<int> ReadsSmall() => () => _small;

        public Func<int> ReadsLarge() => () => _large.Length;

        public Func<int> PassesItselfOn() => () => Read(this);

        // Whatever looks at what a framework's object holds may read all of it.
        private static int Read(Owner owner) => new List<Owner> { owner }[0]._small;
    }

    private sealed class Finalized
    {
        private readonly int _small = 1;
        private readonly byte[] _large = new byte[50_000];

#pragma warning disable MA0055 // The finalizer is the subject: code over there that may read any field.
        ~Finalized() => GC.KeepAlive(_large);
#pragma warning restore MA0055

        public Func<int> ReadsSmall() => () => _small;
    }
}

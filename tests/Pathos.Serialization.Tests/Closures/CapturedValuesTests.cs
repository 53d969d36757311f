namespace Pathos.Serialization.Tests;

/// <summary>A closure that is found unchanged is not written again, so a change must never go unseen.</summary>
public sealed class CapturedValuesTests
{
    [Fact]
    public void Match_EachKindOfCapturedValueChanges_IsSeenAndOthersAreNot()
    {
        double number = 0;
        string text = "a";
        (byte Small, decimal Large) pair = (1, 2);
        int? maybe = null;
        int unread = 0;
        Func<string> function = () => $"{number}{text}{pair}";
        CapturedValues values = CapturedValues.TryCopy(function)!;
        Assert.True(values.Match(function.Target!));

        unread++;
        Assert.True(values.Match(function.Target!));
        Assert.False(MatchAfter(() => number = -0.0, () => number = 0));
        Assert.False(MatchAfter(() => text = "b", () => text = "a"));
        Assert.False(MatchAfter(() => pair = (1, 3), () => pair = (1, 2)));
        Assert.True(values.Match(function.Target!));
        Assert.Null(CapturedValues.TryCopy(() => maybe + unread));

        bool MatchAfter(Action change, Action back)
        {
            change();
            bool matches = values.Match(function.Target!);
            back();
            return matches;
        }
    }

    [Fact]
    public void TryCopy_SomethingThatCanChangeUnseen_IsLeftAlone()
    {
        int[] array = [1];
        object boxed = 1;
        Func<int> inner = () => array[0];
        int plain = 1;
        Func<int> several = () => plain;

        Assert.Null(CapturedValues.TryCopy(() => array[0]));
        Assert.Null(CapturedValues.TryCopy(() => boxed));
        Assert.Null(CapturedValues.TryCopy(() => inner()));
        Assert.Null(CapturedValues.TryCopy(several + several));
        Assert.Null(CapturedValues.TryCopy((Func<char, bool>)"method group".Contains));
        Assert.NotNull(CapturedValues.TryCopy(several));
    }

    [Fact]
    public void TryCopy_AScopeWithALargeArray_DoesNotKeepItAlive()
    {
        (CapturedValues values, WeakReference array) = Copy();

        GC.Collect();

        Assert.False(array.IsAlive);
        GC.KeepAlive(values);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static (CapturedValues Values, WeakReference Array) Copy()
        {
            byte[] array = new byte[100];
            int k = 1;
            Func<int> reads = () => k;
            Func<int> holds = () => array.Length;
            return (CapturedValues.TryCopy(reads)!, new WeakReference(array));
        }
    }
}

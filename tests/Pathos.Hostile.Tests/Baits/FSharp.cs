namespace Microsoft.FSharp.Core
{
    /// <summary>What every function of F# derives from: its class holds the code.</summary>
    internal abstract class FSharpFunc<T, TResult>
    {
        public abstract TResult Invoke(T argument);
    }
}

namespace Pathos.Hostile.Tests
{
    /// <summary>A lambda as the compiler of F# makes it.</summary>
    internal sealed class Lambda : Microsoft.FSharp.Core.FSharpFunc<int, int>
    {
        public int Addend;

        public override int Invoke(int argument) => Bait.Bite("lambda", argument + Addend);
    }
}

using System.Reflection;
using Xunit;

namespace Pathos;

public abstract partial class PoolContract
{
    [Fact]
    public async Task EntryAssembly_InATask_IsThatOfTheProgramThatOpenedThePool()
    {
        Pool pool = Open();
        Assembly here = Assembly.GetEntryAssembly()!;

        (string? Name, Guid? Build, string Domain)[] seen = await Background(() => pool.RunOnAllAsync(static () =>
            (Assembly.GetEntryAssembly()?.GetName().Name, Assembly.GetEntryAssembly()?.ManifestModule.ModuleVersionId, AppDomain.CurrentDomain.FriendlyName)));

        Assert.All(seen, there => Assert.Equal((here.GetName().Name, here.ManifestModule.ModuleVersionId, AppDomain.CurrentDomain.FriendlyName), there));
        Assert.Same(here, Assembly.GetEntryAssembly());
    }
}

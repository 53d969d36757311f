using System.Reflection;

namespace Pathos.Architecture.Tests;

/// <summary>The public surface is a file: a change to it shows as a change of that file.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Assemblies => ["Pathos.Core", "Pathos.Serialization", "Pathos.Wire", "Pathos.Distributed", "Pathos.Journals", "Pathos.Testing"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void PublicSurface_OfAnAssembly_IsTheApprovedOne(string name)
    {
        string approved = Path.Combine(Repository.Root, "tests", "Pathos.Architecture.Tests", "PublicApi", name + ".txt");
        string received = Path.Combine(AppContext.BaseDirectory, name + ".received.txt");
        string surface = PublicSurface.Describe(Assembly.Load(name));
        File.WriteAllText(received, surface);

        Assert.True(File.Exists(approved), $"No surface is approved for {name}. If it is as it should be: cp '{received}' '{approved}'");
        Assert.True(
            string.Equals(File.ReadAllText(approved), surface, StringComparison.Ordinal),
            $"The public surface of {name} has changed. Compare, and if it is as it should be: cp '{received}' '{approved}'");
    }
}

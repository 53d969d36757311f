using System.Xml.Linq;

namespace Pathos.Architecture.Tests;

/// <summary>References point one way: from what users see towards what knows nothing of the rest.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new(StringComparer.Ordinal)
    {
        ["Pathos.Core"] = [],
        ["Pathos.Serialization"] = [],
        ["Pathos.Wire"] = [],
        ["Pathos.Launching"] = ["Pathos.Core", "Pathos.Wire"],
        ["Pathos.Distributed"] = ["Pathos.Core", "Pathos.Launching", "Pathos.Serialization", "Pathos.Wire"],
        ["Pathos.Worker"] = ["Pathos.Core", "Pathos.Launching", "Pathos.Serialization", "Pathos.Wire"],

        // The worker is built first and run as a process: its output is not referenced.
        ["Pathos"] = ["Pathos.Distributed", "Pathos.Journals", "Pathos.Worker"],
        ["Pathos.Cli"] = ["Pathos"],
        // Of launching it takes what tells whether a file is the user's own.
        ["Pathos.Journals"] = ["Pathos.Core", "Pathos.Launching", "Pathos.Serialization"],
        ["Pathos.Testing"] = ["Pathos.Core", "Pathos.Distributed", "Pathos.Journals", "Pathos.Launching", "Pathos.Serialization", "Pathos.Wire", "Pathos.Worker"],
    };

    private static readonly Dictionary<string, string[]> s_allowedPackages = new(StringComparer.Ordinal)
    {
        ["Pathos.Cli"] = ["System.CommandLine"],
        ["Pathos.Core"] = ["Microsoft.Extensions.Logging.Abstractions"],
        ["Pathos.Testing"] = ["xunit.assert", "xunit.extensibility.core"],
    };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(static path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectReferences_OfAProject_AreThoseThatTheArchitectureAllows(string project)
    {
        Assert.True(s_allowed.TryGetValue(project, out string[]? allowed), $"{project} is new: say here what it may reference.");
        Assert.Empty(References(project, "ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path)).Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void PackageReferences_OfAProject_AreThoseThatTheArchitectureAllows(string project) =>
        Assert.Empty(References(project, "PackageReference").Except(s_allowedPackages.GetValueOrDefault(project, []), StringComparer.Ordinal));

    [Fact]
    public void WorkerAssembly_AfterCompilation_DoesNotReferenceTheHub()
    {
        string worker = Path.Combine(AppContext.BaseDirectory, "pathos-worker", "Pathos.Worker.dll");
        using var stream = File.OpenRead(worker);
        using var file = new System.Reflection.PortableExecutable.PEReader(stream);
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(file);
        IEnumerable<string> names = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        Assert.DoesNotContain("Pathos.Distributed", names);
        Assert.Contains("Pathos.Core", names);
    }

    [Fact]
    public void WorkerFolder_BesideAProgram_HoldsTheWorkerAndNothingElse() =>
        Assert.Equal(
            ["Pathos.Core.dll", "Pathos.Launching.dll", "Pathos.Serialization.dll", "Pathos.Wire.dll", "Pathos.Worker.dll"],
            Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "pathos-worker")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj")).Descendants(kind).Select(static item => item.Attribute("Include")!.Value);
}

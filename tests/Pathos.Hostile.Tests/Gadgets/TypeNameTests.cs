using System.Reflection;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>Type tables that name what the program has not got, or what no type is: nothing is loaded, and nothing grows.</summary>
public sealed class TypeNameTests
{
    private const string Core = "System.Private.CoreLib";

    [Theory]
    [InlineData("name")]
    [InlineData("name with an ending")]
    [InlineData("path")]
    [InlineData("path without an ending")]
    [InlineData("path from the program's folder")]
    [InlineData("path that leads out")]
    public void Assembly_LiesInAFolderOfTheProgram_IsNotLoaded(string how)
    {
        using var trap = new Trap();
        string folder = Path.Combine(AppContext.BaseDirectory, "wwwroot", "uploads");
        using var planted = new PlantedAssembly(folder, "Uploaded.Plugin");
        string name = how switch
        {
            "name" => planted.Name,
            "name with an ending" => planted.Name + ".dll",
            "path" => planted.Path,
            "path without an ending" => planted.Path[..^4],
            "path from the program's folder" => "wwwroot/uploads/" + planted.Name,
            _ => "wwwroot/uploads/../uploads/" + planted.Name,
        };

        AssertRefused(trap, ByHand.OfTable(ByHand.Assembly(name, planted.Mvid, planted.Path), ByHand.Numbers(EntryKind.UserType, 0, 0x02000002)));

        Assert.False(planted.IsLoaded);
    }

    [Fact]
    public void Assembly_LiesBesideTheProgramAndIsNotListed_IsNotLoaded()
    {
        using var trap = new Trap();
        using var planted = new PlantedAssembly(AppContext.BaseDirectory, "Beside.Plugin");

        AssertRefused(trap, ByHand.OfTable(ByHand.Assembly(planted.Name, planted.Mvid, ""), ByHand.Numbers(EntryKind.UserType, 0, 0x02000002)));

        Assert.False(planted.IsLoaded);
    }

    [Fact]
    public void Assembly_AnotherBuildUnderAListedName_IsNotLoaded()
    {
        using var trap = new Trap();
        using var folder = new TestFolder();
        using var planted = new PlantedAssembly(folder.Path, "xunit.assert");

        AssertRefused(trap, ByHand.OfTable(ByHand.Assembly(planted.Name, planted.Mvid, planted.Path), ByHand.Numbers(EntryKind.UserType, 0, 0x02000002)));
    }

    [Theory]
    [InlineData(EntryKind.FrameworkType, Core, "System.Collections.Generic.List`1[[Planted, Uploaded.Plugin]]")]
    [InlineData(EntryKind.FrameworkType, Core, "Planted, Uploaded.Plugin")]
    [InlineData(EntryKind.FrameworkType, "Uploaded.Plugin", "Planted")]
    [InlineData(EntryKind.FrameworkType, "System.Runtime, Version=99.0.0.0", "System.Object")]
    [InlineData(EntryKind.FrameworkType, "../System.Runtime", "System.Object")]
    [InlineData(EntryKind.FrameworkType, Core, "System.Int32*")]
    [InlineData(EntryKind.FrameworkType, Core, "System.Int32&")]
    [InlineData(EntryKind.FrameworkType, Core, "")]
    [InlineData(EntryKind.OwnType, "Uploaded.Plugin", "Planted")]
    [InlineData(EntryKind.OwnType, "Pathos.Serialization/../Uploaded.Plugin", "Planted")]
    [InlineData(EntryKind.OwnType, "Pathos.Distributed", "Pathos.Distributed.Hub")]
    [InlineData(EntryKind.OwnType, "Pathos.Core", "Pathos.Pool")]
    public void Name_LeadsElsewhere_IsRefused(object kind, string assembly, string type)
    {
        using var trap = new Trap();
        using var planted = new PlantedAssembly(AppContext.BaseDirectory, "Uploaded.Plugin");

        AssertRefused(trap, ByHand.OfTable(ByHand.Named((EntryKind)kind, assembly, type)));

        Assert.False(planted.IsLoaded);
    }

    [Theory]
    [InlineData(0x01000001)]
    [InlineData(0x1B000001)]
    [InlineData(0x06000001)]
    [InlineData(0x02FFFFFF)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Token_IsNotOfATypeOfItsAssembly_IsRefused(int token)
    {
        using var trap = new Trap();
        Assembly own = typeof(TypeNameTests).Assembly;

        AssertRefused(trap, ByHand.OfTable(
            ByHand.Assembly(own.GetName().Name!, own.ManifestModule.ModuleVersionId, ""), ByHand.Numbers(EntryKind.UserType, 0, token)));
    }

    [Fact]
    public void Token_RefersToATypeOfAnotherAssembly_IsRefused()
    {
        using var trap = new Trap();
        Assembly own = typeof(TypeNameTests).Assembly;
        int reference = Enumerable.Range(0x01000001, 1000).First(token => ResolvesTo(own, token, typeof(object)));

        AssertRefused(trap, ByHand.OfTable(
            ByHand.Assembly(own.GetName().Name!, own.ManifestModule.ModuleVersionId, ""), ByHand.Numbers(EntryKind.UserType, 0, reference)));
    }

    [Theory]
    [InlineData(EntryKind.UserMethod)]
    [InlineData(EntryKind.FrameworkMethod)]
    public void Table_NamesAMethod_IsRefused(object kind)
    {
        using var trap = new Trap();

        AssertRefused(trap, ByHand.OfTable(ByHand.Named(EntryKind.FrameworkType, Core, "System.IO.File"), writer =>
        {
            writer.Write((byte)(EntryKind)kind);
            writer.Write((byte)0);
            writer.Write("Delete");
            writer.Write("Void Delete(System.String)");
            writer.Write((byte)0);
        }));
    }

    [Fact]
    public void Table_NestsTypesWithoutBound_IsRefused()
    {
        using var trap = new Trap();
        List<Action<BinaryWriter>> deep = [ByHand.Named(EntryKind.FrameworkType, Core, "System.Collections.Generic.List`1"), ByHand.Named(EntryKind.FrameworkType, Core, "System.Int32")];
        List<Action<BinaryWriter>> broad = [ByHand.Named(EntryKind.FrameworkType, Core, "System.Tuple`2"), ByHand.Named(EntryKind.FrameworkType, Core, "System.Int32")];
        List<Action<BinaryWriter>> arrays = [ByHand.Named(EntryKind.FrameworkType, Core, "System.Int32")];
        for (int level = 1; level < 2000; level++)
        {
            deep.Add(ByHand.Numbers(EntryKind.ConstructedType, 0, 1, level));
            broad.Add(ByHand.Numbers(EntryKind.ConstructedType, 0, 2, level, level));
            arrays.Add(ByHand.Numbers(EntryKind.ArrayType, level - 1, 0));
        }

        AssertRefused(trap, ByHand.OfTable([.. deep]));
        AssertRefused(trap, ByHand.OfTable([.. broad]));
        AssertRefused(trap, ByHand.OfTable([.. arrays]));

        Assert.True(trap.Allocated < 64 << 20, $"{trap.Allocated} bytes");
    }

    [Theory]
    [InlineData(EntryKind.ConstructedType, 0, 1, 1)]
    [InlineData(EntryKind.ConstructedType, 0, 0)]
    [InlineData(EntryKind.ArrayType, 0, 40)]
    [InlineData(EntryKind.ArrayType, 0, -1)]
    [InlineData(EntryKind.ByRefType, 0)]
    [InlineData(EntryKind.PrunedType, 0)]
    [InlineData((EntryKind)77, 0)]
    public void Entry_MakesNoSense_IsRefused(object kind, params int[] numbers)
    {
        using var trap = new Trap();

        AssertRefused(trap, ByHand.OfTable(ByHand.Named(EntryKind.FrameworkType, Core, "System.Collections.Generic.List`1"), ByHand.Numbers((EntryKind)kind, numbers)));
    }

    private static bool ResolvesTo(Assembly assembly, int token, Type type)
    {
        try
        {
            return assembly.ManifestModule.ResolveType(token) == type;
        }
        catch (Exception error) when (error is ArgumentException or FileNotFoundException or TypeLoadException)
        {
            return false;
        }
    }

    private static void AssertRefused(Trap trap, Payload payload)
    {
        Exception? error = Record.Exception(() => ItemCodec<object>.Read(GadgetTests.Open(payload), new object[1], onFailed: null));

        Assert.True(error is InvalidDataException or CodeException, error?.ToString() ?? "It arrived.");
        trap.AssertUntouched();
    }
}

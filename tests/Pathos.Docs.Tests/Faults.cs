namespace Pathos.Docs.Tests;

/// <summary>What is wrong with a page, told in full: a list that is asserted to be empty would be shown cut short.</summary>
internal static class Faults
{
    public static void AssertNone(IEnumerable<string> faults)
    {
        string[] all = [.. faults];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}

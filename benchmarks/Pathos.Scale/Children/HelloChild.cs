namespace Pathos.Scale.Children;

/// <summary>Writes one byte: the least a .NET process can do.</summary>
internal static class HelloChild
{
    public const string Name = "hello";
    public const char Greeting = '!';

    public static void Run()
    {
        using Stream output = Console.OpenStandardOutput();
        output.WriteByte((byte)Greeting);
    }
}

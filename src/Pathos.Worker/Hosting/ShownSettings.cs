using System.Reflection;
using System.Text;
using Pathos.Wire;

namespace Pathos.Worker;

/// <summary>
/// Takes over what the program that opened the pool had set in its process. Its switches are there already: the worker was started with
/// them.
/// </summary>
internal static class ShownSettings
{
    public static void Use(ProgramFields program, WorkerSetup? setup)
    {
        foreach ((string name, object value) in setup?.Data ?? [])
        {
            AppContext.SetData(name, value);
        }

        foreach (Type type in setup?.EncodingProviders ?? [])
        {
            Encoding.RegisterProvider(Make(type));
        }

        // After the providers, which may know the encoding. To ask the console for its own costs a cold worker 3 ms.
        if (program.InputCodePage != 0 && Find(program.InputCodePage) is { } input && Console.InputEncoding.CodePage != input.CodePage)
        {
            Console.InputEncoding = input;
        }

        if (program.OutputCodePage != 0 && Find(program.OutputCodePage) is { } output && Console.OutputEncoding.CodePage != output.CodePage)
        {
            Console.OutputEncoding = output;
        }
    }

    private static EncodingProvider Make(Type type) =>
        type.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as EncodingProvider
        ?? (EncodingProvider)Activator.CreateInstance(type, nonPublic: true)!;

    /// <summary>An encoding of the program's own making is not known by its number here; tasks then see the console's usual one.</summary>
    private static Encoding? Find(int codePage)
    {
        try
        {
            return Encoding.GetEncoding(codePage);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

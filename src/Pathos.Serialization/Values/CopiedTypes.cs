namespace Pathos.Serialization;

/// <summary>Types of .NET in a copy that a plug-in brought along, and what derives from them. Code that uses them travels; their objects do
/// not.</summary>
/// <remarks>Reducers know what the fields of .NET's own classes do not say: seeds of a process, interned objects. They know it of the types
/// that the program runs with and not of copies, and the fields alone would make an object that is silently wrong.</remarks>
internal static class CopiedTypes
{
    private static readonly Refusal s_refusal = new(
        "It is of a copy of a .NET assembly, in a load context of its own.",
        "Send an array or text instead, and make the object inside the function.");

    public static Refusal? RefusalFor(Type type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
        {
            if (AssemblyOrigin.IsCopyOfDotnet(at.Assembly))
            {
                return s_refusal;
            }
        }

        return null;
    }
}

namespace Pathos.Serialization;

/// <summary>Why a kind of thing cannot travel, and what to do instead.</summary>
internal sealed record Refusal(string Reason, string Advice)
{
    public static readonly Refusal NoValue = new("No object can be of this type outside its method.", "Capture the values inside it.");

    public static readonly Refusal Handle = new(
        "A pointer or native handle means nothing in another process.", "Open the resource inside the function, or send what it was made from.");

    public static readonly Refusal Emitted = new(
        "Its type was made at run time by Reflection.Emit, and exists in this process only.", "Use a type of a compiled assembly.");

    public static readonly Refusal CompiledAtRunTime = new(
        "The code was compiled at run time (a dynamic method or a compiled expression) and exists in this process only.",
        "Send the expression tree and compile it inside the function, or use a lambda.");

    public static readonly Refusal InlineArray = new("An inline array that holds references cannot be taken apart.", "Copy it to an ordinary array.");

    public static readonly Refusal TooLarge = new("It is larger than 2 GB.", "Send it in parts.");

    public static readonly Refusal TooDeep = new("It nests too deep.", "Send a flat collection.");

    public static readonly Refusal ContainsItself = new(
        "It contains itself, and objects of this type can be built only from complete parts.", "Break the cycle, or use a mutable collection for it.");
}

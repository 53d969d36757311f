namespace Pathos.Serialization;

/// <summary>Why a kind of thing cannot travel, and what to do instead.</summary>
internal sealed record Refusal(string Reason, string Advice)
{
    public static readonly Refusal NoValue = new("No object can be of this type outside its method.", "Capture the values inside it.");

    public static readonly Refusal Handle = new(
        "A pointer or native handle means nothing in another process.",
        "Open the resource inside the function, or send what it was made from.");

    public static readonly Refusal NativeFunction = new(
        "It calls native code by its address, which means nothing in another process.",
        "Find the function inside the lambda, by DllImport or NativeLibrary.GetExport.");

    public static readonly Refusal Emitted = new(
        "Its type was made at run time by Reflection.Emit, and exists in this process only.", "Use a type of a compiled assembly.");

    public static readonly Refusal CompiledAtRunTime = new(
        "The code was compiled at run time (a dynamic method or a compiled expression) and exists in this process only.",
        "Send the expression tree and compile it inside the function, or use a lambda.");

    public static readonly Refusal InlineArray = new(
        "An inline array that holds references cannot be taken apart.", "Copy it to an ordinary array.");

    public static readonly Refusal TooLarge = new(
        "It is larger than 2 GB, alone or with what is sent along.",
        "Send it in parts: as items of their own, in smaller chunks, or as several arrays of primitives.");

    public static readonly Refusal TooManyArrays = new(
        "It is one of more than 65,535 arrays of 64 KB and more.", "Join them to fewer arrays, or send them in parts.");

    public static readonly Refusal TooDeep = new("It nests too deep.", "Send a flat collection.");

    public static readonly Refusal ContainsItself = new(
        "It contains itself, and objects of this type can be built only from complete parts.",
        "Break the cycle, or use a mutable collection for it.");

    public static readonly Refusal Restless = new(
        "Hash codes or the order of such keys change when their containers are filled, so no place in them is the right one: "
        + "they depend on what the containers hold.",
        "Let GetHashCode, Equals and CompareTo use values that do not depend on the containers that the object stands in.");

    public static readonly Refusal NarrowPlace = new(
        "Its exact type cannot travel, so a RemoteException with its text takes its place, which a place declared as another type "
        + "cannot hold.",
        "Declare the field or element as Exception, or keep what cannot travel out of the exception's fields.");

    public static readonly Refusal Code = new(
        "It is code, or leads to code, and what comes from a worker is only data.",
        "Return the values that it would compute. ProcessPoolOptions.ResultsMayHoldCode allows it for workers of this machine.");

    public static readonly Refusal NotKnownAsData = new(
        "It is not among the types of .NET that are known to do nothing when they are rebuilt, and what comes from a worker is only data.",
        "Return the values inside it, in a type of your own, an array or a collection. ProcessPoolOptions.ResultsMayHoldCode allows it for workers of this machine.");

    public static readonly Refusal Comparer = new(
        "Its comparer would be called while it is read, and what comes from a worker is only data: comparers of .NET may, others may not.",
        "Return the items as an array, or use a comparer of .NET.");

    public static readonly Refusal Key = new(
        "Hash code and equality of such a key would be called while it is read, and the declared result type does not mention it.",
        "Declare the result as what it is, not as object or an interface; or return the entries as an array.");

    public static readonly Refusal Finaliser = new(
        "It has a finaliser, which would run where it is read, and the declared result type does not mention it.",
        "Declare the result as what it is, not as object or an interface; or return the values inside it.");

    public static readonly Refusal StaticConstructor = new(
        "It has a static constructor, which would run where it is read, and the declared result type does not mention it.",
        "Declare the result as what it is, not as object or an interface; or return the values inside it.");

    public static readonly Refusal ValueSerialized = new(
        "The value serialiser would run where it is read, and the declared result type does not mention it.",
        "Declare the result as what it is, not as object or an interface.");

    public static readonly Refusal Registered = new(
        "The function registered for it would run where it is read, and the declared result type does not mention it.",
        "Declare the result as what it is, not as object or an interface.");

    public static readonly Refusal Callback = new(
        "It has a callback, which would run where it is read, and the declared result type does not mention it.",
        "Declare the result as what it is, not as object or an interface; or return the values inside it.");

    public static Refusal BaseRegistered(Type type) => new(
        $"It derives from {TypeNames.Of(type)}, of which Closure.Register says how it travels, and nothing says what becomes of what it adds.",
        "Register it, too.");

    public static readonly Refusal Overlapping = new(
        "Some of its fields share a place in memory, so what they hold is unknown.",
        "Copy what it means into a type with a place for each field.");

    public static readonly Refusal Enumerator = new(
        "It is under way through a collection that is filled anew where it is read.",
        "Send the collection and enumerate it inside the function, or send an array of what is left.");

    public static readonly Refusal LazyStream = new(
        "It is computed while it is read, by code that stays on the worker.", "Collect it in the function, and return an array or a list.");

    public static readonly Refusal LazyPlace = new(
        "It is a lazy sequence, of which an array travels, and the place where it stands cannot hold an array.",
        "Declare that as IEnumerable<T>, or return a list.");

    public static readonly Refusal LongSequence = new(
        "It is a lazy sequence of more than MapOptions.MaxBufferedBytes, or without an end.",
        "Return a part of it, or its items from a map of their own.");

    /// <summary>The refusal of what does not know where it stands in the graph.</summary>
    public NotShippableException WithoutPath(string typeName) => new("", typeName, Reason, Advice);
}

using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Objects that a task tells something, and that stay with their caller: progress and loggers. A stand-in of another class
/// travels for them.</summary>
/// <remarks>Loggers are known by name, because this project refers to no library of theirs.</remarks>
internal static class StandIns
{
    private const string Logger = "Microsoft.Extensions.Logging.ILogger";
    private const string TypedLogger = "Microsoft.Extensions.Logging.ILogger`1";
    private const string TypedLoggerClass = "Microsoft.Extensions.Logging.Logger`1";

    /// <summary>What stands for a progress of the type: a <see cref="Progress{T}"/> for those and their heirs, else an
    /// <see cref="IProgress{T}"/>; null where the type is not a progress.</summary>
    public static Type? ProgressContract(Type type)
    {
        if (!type.IsClass)
        {
            return null;
        }

        for (Type? known = type; known is not null; known = known.BaseType)
        {
            if (IsMadeFrom(known, typeof(Progress<>)))
            {
                return known;
            }
        }

        return Array.Find(type.GetInterfaces(), static contract => IsMadeFrom(contract, typeof(IProgress<>)));
    }

    /// <summary>What stands for a logger of the type, which is one of the two interfaces; null where the type is not a logger.</summary>
    public static Type? LoggerContract(Type type)
    {
        Type[] contracts = type.IsClass ? type.GetInterfaces() : [];
        return Array.Find(contracts, static contract => NameOf(contract) == TypedLogger)
            ?? Array.Find(contracts, static contract => NameOf(contract) == Logger);
    }

    /// <summary>Whether a place of the type holds objects for which something travels that it may be unable to hold: a user's own type of
    /// progress or logger, or a place for a lazy sequence and not for an array.</summary>
    public static bool IsOwnPlace(Type place) =>
        !place.IsValueType && !place.IsArray && (LazySequences.MayStandAt(place) || IsOwnListener(place));

    private static bool IsOwnListener(Type place) =>
        !IsMadeFrom(place, typeof(Progress<>)) && !IsMadeFrom(place, typeof(IProgress<>))
        && NameOf(place) is not (Logger or TypedLogger or TypedLoggerClass)
        && Array.Exists(place.GetInterfaces(), static contract => IsMadeFrom(contract, typeof(IProgress<>)) || NameOf(contract) == Logger);

    /// <summary>Why a place cannot hold the stand-in.</summary>
    public static Refusal RefusalFor(Type place, Type contract) => new(
        $"A task tells it something, so it stays with the caller, and what stands for it there is not a {TypeNames.Of(place)}.",
        $"Declare the variable or field as {TypeNames.Of(contract)}: then what tasks tell it arrives here.");

    /// <summary>Whether the method is the one by which tasks tell the object something.</summary>
    public static bool IsTold(MethodInfo method, Type type) =>
        Array.Exists(type.GetInterfaces(), contract =>
            (IsMadeFrom(contract, typeof(IProgress<>)) || NameOf(contract) == Logger)
            && Array.IndexOf(type.GetInterfaceMap(contract).TargetMethods, method) >= 0);

    private static bool IsMadeFrom(Type type, Type definition) =>
        type.IsConstructedGenericType && type.GetGenericTypeDefinition() == definition;

    private static string NameOf(Type type) => (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "";
}

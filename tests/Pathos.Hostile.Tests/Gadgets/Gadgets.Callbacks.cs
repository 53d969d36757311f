using System.Collections.ObjectModel;

namespace Pathos.Hostile.Tests;

/// <summary>Objects whose own code runs when they come into being, or go.</summary>
internal static partial class Gadgets
{
    public static IEnumerable<Gadget> Callbacks =>
    [
        new("IObjectReference", Fate.Refused, static _ => new ByReference { Name = "a" }),
        new("IDeserializationCallback", Fate.Refused, static _ => new CalledBack { Name = "a" }),
        new("ISerializable", Fate.Inert, static _ => new OldSchool { Name = "a" }),
        new("OnDeserialized", Fate.Inert, static _ => new Attributed { Name = "a" }),
        new("getters and setters", Fate.Inert, static _ => new Talkative { Name = "a" }),
        new("a list of the program that computes its items", Fate.Inert, static _ => new ReadOnlyCollection<int>(new BusyList<int>(1))),
        Disguised("a finaliser", Fate.Refused, static _ => new QuietFile { Path = "/etc/passwd" }, (typeof(QuietFile), typeof(TemporaryFile))),
        Disguised("finalisers in an array", Fate.Refused, static _ => new[] { new QuietFile { Path = "/etc/passwd" } }, (typeof(QuietFile), typeof(TemporaryFile))),
        Disguised("a static constructor", Fate.Refused, Typed(typeof(QuietStarter<>)), (typeof(QuietStarter<>), typeof(Starter<>))),
        Disguised("a static constructor of a base class", Fate.Refused, Typed(typeof(QuietHeir<>)), (typeof(QuietHeir<>), typeof(StarterHeir<>))),
        Disguised("a static constructor of a boxed value", Fate.Refused, Typed(typeof(QuietStruct<>)), (typeof(QuietStruct<>), typeof(StarterStruct<>))),
        Disguised("a static constructor of a boxed number", Fate.Refused, Typed(typeof(QuietNumber<>)), (typeof(QuietNumber<>), typeof(StarterNumber<>))),
        Disguised("a static constructor of a value in its place", Fate.Refused, Typed(typeof(PlaceOf<>), typeof(QuietStruct<>)), (typeof(QuietStruct<>), typeof(StarterStruct<>))),
        Disguised("a static constructor in a list", Fate.Refused, static number => ListOf(typeof(QuietStarter<>).MakeGenericType(Apart(number, typeof(List<>)))), (typeof(QuietStarter<>), typeof(Starter<>))),
        Harmless("a static constructor of numbers in an array", static number => ArrayOf(typeof(QuietNumber<>).MakeGenericType(Apart(number, typeof(List<>)))), (typeof(QuietNumber<>), typeof(StarterNumber<>))),
        Harmless("a static constructor of a type argument", static number => Activator.CreateInstance(typeof(List<>).MakeGenericType(typeof(QuietStarter<>).MakeGenericType(Apart(number, typeof(HashSet<>)))))!, (typeof(QuietStarter<>), typeof(Starter<>))),
        Harmless("static initialisers", Typed(typeof(QuietInitialised<>)), (typeof(QuietInitialised<>), typeof(Initialised<>))),
        new("a serialiser that is asked for a type of the program", Fate.Refused, static _ => new Plugged { Name = "a" }),
    ];

    private static Gadget Disguised(string name, Fate fate, Func<Type, object> make, params (Type Made, Type Sent)[] types) => new(name, fate, make) { Disguises = types, Bites = true };

    /// <summary>What has code of its own that does not run for being rebuilt.</summary>
    private static Gadget Harmless(string name, Func<Type, object> make, params (Type Made, Type Sent)[] types) => new(name, Fate.Inert, make) { Disguises = types };

    private static Func<Type, object> Typed(Type definition) => number => Named(Activator.CreateInstance(definition.MakeGenericType(Apart(number, definition)))!);

    private static Func<Type, object> Typed(Type place, Type definition) => number =>
    {
        Type type = definition.MakeGenericType(Apart(number, place));
        object holder = Activator.CreateInstance(place.MakeGenericType(type))!;
        holder.GetType().GetField("Value")!.SetValue(holder, Named(Activator.CreateInstance(type)!));
        return holder;
    };

    /// <summary>A static constructor runs once for each type: gadgets of one class must not share it.</summary>
    private static Type Apart(Type number, Type user) => typeof(KeyValuePair<,>).MakeGenericType(number, user.IsGenericTypeDefinition ? user.MakeGenericType(typeof(int)) : user);

    private static object ListOf(Type item)
    {
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        list.Add(Named(Activator.CreateInstance(item)!));
        return list;
    }

    private static Array ArrayOf(Type item) => Array.CreateInstance(item, 3);

    private static object Named(object value)
    {
        value.GetType().GetField("Name")?.SetValue(value, "a");
        return value;
    }
}

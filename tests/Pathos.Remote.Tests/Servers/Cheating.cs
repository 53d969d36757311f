using System.Reflection;
using Pathos.Distributed;

namespace Pathos.Remote.Tests;

/// <summary>A client that is built otherwise: it gives all of its workers tasks, whatever the server grants.</summary>
internal static class Cheating
{
    /// <summary>Lets a pool believe that it may keep so many workers of each place busy. The next grant tells it otherwise again.</summary>
    public static void Believe(Pool pool, int granted)
    {
        var hub = ((Lazy<Hub>)FieldOf(FieldOf(pool, "_backend"), "_hub")).Value;
        foreach (HubSite site in ((List<HubSite>)FieldOf(hub, "_sites")).ToArray())
        {
            site.Granted = granted;
        }
    }

    private static object FieldOf(object of, string name)
    {
        FieldInfo? field = null;
        for (Type? type = of.GetType(); type is not null && field is null; type = type.BaseType)
        {
            field = type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic);
        }

        return field!.GetValue(of)!;
    }
}

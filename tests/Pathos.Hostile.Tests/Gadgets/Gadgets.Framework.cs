using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pathos.Hostile.Tests;

/// <summary>Objects of .NET that do something later, hold something of the process, or were not looked at.</summary>
internal static partial class Gadgets
{
    public static IEnumerable<Gadget> Framework =>
    [
        new("a cookie container", Fate.Refused, static _ => new CookieContainer()),
        new("a proxy", Fate.Refused, static _ => new WebProxy("http://attacker/")),
        new("a resource reader's set", Fate.Refused, static _ => new System.Resources.ResourceManager("x", typeof(Gadgets).Assembly)),
        new("a handle of a type", Fate.Refused, static _ => typeof(int).TypeHandle),
        new("a handle of a method", Fate.Refused, static _ => typeof(File).GetMethod(nameof(File.Delete))!.MethodHandle),
        new("a box", Fate.Inert, static _ => new StrongBox<object>(new Talkative())),
        new("a text builder", Fate.Inert, static _ => new StringBuilder("a")),
        new("a file that is only named", Fate.Inert, static _ => new FileInfo("/etc/passwd")),
        new("a version", Fate.Inert, static _ => new Version(1, 2)),
    ];
}

using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Pathos.Serialization;

/// <summary>Framework types that stand for something of this very process, with advice for each.</summary>
/// <remarks>Types of assemblies that most programs never load are known by name, so that asking does not load them.</remarks>
internal static class Refusals
{
    private static readonly (Type Base, Refusal Refusal)[] s_byType =
    [
        (typeof(Thread), new("A thread runs in this process.", "Start it inside the function.")),
        (typeof(Stream), new("A stream is open in this process.", "Open it inside the function, or send the bytes.")),
        (typeof(SafeHandle), Refusal.Handle),
        (typeof(CriticalHandle), Refusal.Handle),
        (typeof(WaitHandle), new("It synchronises threads of this process.", "Return a result instead of signalling.")),
        (typeof(Lock), new(
            "A lock guards memory of this process, and the far side has its own copy.",
            "Create the lock inside the function, or keep it out of what is captured.")),
        (typeof(SemaphoreSlim), new("It synchronises threads of this process.", "Limit concurrency on the pool instead.")),
        (typeof(ManualResetEventSlim), new("It synchronises threads of this process.", "Return a result instead of signalling.")),
        (typeof(CountdownEvent), new("It synchronises threads of this process.", "Return a result instead of signalling.")),
        (typeof(Barrier), new("It synchronises threads of this process.", "Return a result instead of signalling.")),
        (typeof(ReaderWriterLockSlim), new("A lock guards memory of this process.", "Create it inside the function.")),
        (typeof(Timer), new("A timer fires in this process.", "Create it inside the function.")),
        (typeof(CancellationTokenSource), new("It cancels work of this process.", "Capture its Token instead.")),
        (typeof(Task), new("It is still running, here.", "Await it first and capture the result.")),
        (typeof(TaskScheduler), new("It runs tasks of this process.", "Use the default scheduler inside the function.")),
        (typeof(SynchronizationContext), new("It runs callbacks in this process.", "Return a result instead of calling back.")),
        (typeof(ExecutionContext), new("It belongs to this process.", "Capture the values in it.")),
        (typeof(WeakReference), new("What it refers to belongs to nobody it could travel with.", "Capture the target itself.")),
        (typeof(AssemblyLoadContext), new("It holds code loaded in this process.", "Load the code inside the function.")),
        (typeof(Module), new("It is code loaded in this process.", "Capture a Type or MethodInfo of it.")),
        (typeof(AppDomain), new("It is this process.", "Use AppDomain.CurrentDomain inside the function.")),
        (typeof(Pointer), Refusal.Handle),
        (typeof(IServiceProvider), new(
            "Its services live in this process.", "Resolve the service's data first, or build the service inside the function.")),
    ];

    private static readonly Refusal s_secret = new(
        "It holds a secret, which would be in the memory of every worker.",
        "Leave it out, and let the function find a secret of the worker's machine: in a file that only its user may read "
        + "(PoolCredentials.Find), or a variable there.");

    private static readonly Refusal s_channel = new(
        "Tasks of this process wait for it.", "Read its items first, or create it inside the function.");

    private static readonly Refusal s_compiledXml = new(
        "It was read and compiled in this process.", "Send its text, and load it inside the function.");

    private static readonly Refusal s_ownData = new(
        "It is of a class of its own, and data tables travel as their schema and rows.",
        "Send a DataTable or DataSet: new DataTable() and Merge make one.");

    private static readonly Refusal s_jsonCursor = new(
        "It points into a document of this process.", "Capture the JsonElement, and enumerate it inside the function.");

    private static readonly Dictionary<string, Refusal> s_byName = new(StringComparer.Ordinal)
    {
        ["System.Net.Http.HttpMessageInvoker"] = new(
            "It holds connections of this process.", "Create the client inside the function, or keep it in a static field there."),
        ["System.Net.Http.HttpMessageHandler"] = new("It holds connections of this process.", "Create the client inside the function."),
        ["System.Net.Http.Headers.HttpHeaders"] = new(
            "It is of a class of its own, and headers travel as those of a message.", "Capture the names and values."),
        ["System.Net.Sockets.Socket"] = new("A socket is open in this process.", "Connect inside the function."),
        ["System.Net.Sockets.TcpClient"] = new("A socket is open in this process.", "Connect inside the function."),
        ["System.Net.Sockets.UdpClient"] = new("A socket is open in this process.", "Connect inside the function."),
        ["System.Net.WebSockets.WebSocket"] = new("A connection is open in this process.", "Connect inside the function."),
        ["System.Data.Common.DbConnection"] = new(
            "A database connection is open in this process.", "Capture the connection string and connect inside the function."),
        ["System.Data.Common.DbCommand"] = new(
            "It belongs to a connection of this process.", "Capture the text and connect inside the function."),
        ["System.Diagnostics.Process"] = new("It is a handle to a process of this machine.", "Capture its id."),
        ["System.IO.FileSystemWatcher"] = new("It watches for this process.", "Create it inside the function."),
        ["System.Threading.ReaderWriterLock"] = new("A lock guards memory of this process.", "Create it inside the function."),
        ["System.Timers.Timer"] = new("A timer fires in this process.", "Create it inside the function."),
        ["System.Threading.PeriodicTimer"] = new("A timer fires in this process.", "Create it inside the function."),
        ["System.Runtime.CompilerServices.Closure"] = Refusal.CompiledAtRunTime,
        ["Pathos.PoolCredentials"] = s_secret,
        ["Pathos.Wire.SharedSecret"] = s_secret,
        ["System.Net.NetworkCredential"] = s_secret,
        ["System.Net.CredentialCache"] = s_secret,
        ["System.Security.SecureString"] = s_secret,
        ["System.CurrentSystemTimeZone"] = new("It is the zone of this machine, whichever that is.", "Capture TimeZoneInfo.Local."),
        ["System.Collections.Generic.SortedSet`1+TreeSubSet"] = new(
            "It is a view of a part of a set.", "Capture a copy of it (new SortedSet<T>(view))."),
        ["System.Collections.Concurrent.BlockingCollection`1"] = new(
            "Threads of this process wait for it.", "Capture its items (ToArray)."),
        ["System.Threading.Channels.Channel`2"] = s_channel,
        ["System.Threading.Channels.ChannelReader`1"] = s_channel,
        ["System.Threading.Channels.ChannelWriter`1"] = s_channel,
        ["Microsoft.Extensions.Caching.Memory.MemoryCache"] = new(
            "It forgets by the clock and the memory of this process.", "Capture the values, or create it inside the function."),
        ["System.Xml.XmlNode"] = new(
            "It is of a class of its own, and XML travels as the nodes of an XmlDocument.",
            "Send its text (OuterXml), and load it inside the function."),
        ["System.Xml.XmlNodeList"] = new(
            "It is a view that follows a document of this process.", "Capture the nodes: list.Cast<XmlNode>().ToArray()."),
        ["System.Xml.XmlNamedNodeMap"] = new("It is a view of a node.", "Capture the node."),
        ["System.Xml.XmlReader"] = new("It reads from a source of this process.", "Open it inside the function."),
        ["System.Xml.XmlWriter"] = new("It writes to a target of this process.", "Create it inside the function."),
        ["System.Xml.Schema.XmlSchemaSet"] = s_compiledXml,
        ["System.Xml.Schema.XmlSchemaObject"] = s_compiledXml,
        ["System.Xml.Xsl.XslCompiledTransform"] = s_compiledXml,
        ["System.Xml.XPath.XPathDocument"] = s_compiledXml,
        ["System.Xml.XPath.XPathExpression"] = new(
            "It was compiled in this process.", "Capture its text (Expression), and compile it inside the function."),
        ["System.Xml.XPath.XPathItem"] = new(
            "It points into a document of this process.",
            "Capture the document or the node, and create the navigator inside the function."),
        ["System.Xml.XPath.XPathNodeIterator"] = new(
            "It points into a document of this process.", "Capture the document or the node, and select inside the function."),
        ["System.Text.Json.JsonElement+ArrayEnumerator"] = s_jsonCursor,
        ["System.Text.Json.JsonElement+ObjectEnumerator"] = s_jsonCursor,
        ["System.Data.DataTable"] = s_ownData,
        ["System.Data.DataSet"] = s_ownData,
        ["System.Data.DataRow"] = s_ownData,
        ["System.Data.DataView"] = s_ownData,
        ["System.Data.DataViewManager"] = new("It is a view of tables in this process.", "Capture the DataSet."),
        ["System.Data.InternalDataCollectionBase"] = new("It is a part of its table or set.", "Capture the table or set itself."),
        ["System.WeakReference`1"] = new("What it refers to belongs to nobody it could travel with.", "Capture the target itself."),
        ["System.Threading.ThreadLocal`1"] = new("Its values belong to threads of this process.", "Create it inside the function."),
        ["System.Threading.AsyncLocal`1"] = new("Its value belongs to a flow of this process.", "Capture the value."),
        ["System.Runtime.CompilerServices.ConditionalWeakTable`2"] = new(
            "Its entries belong to objects of this process.", "Use a dictionary."),
    };

    /// <summary>Finds why objects of a type cannot travel, or null when they can.</summary>
    public static Refusal? Find(Type type)
    {
        // The closer names first: a table is a service provider, too.
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            string name = t.IsConstructedGenericType ? t.GetGenericTypeDefinition().FullName ?? string.Empty : t.FullName ?? string.Empty;
            if (s_byName.TryGetValue(name, out Refusal? refusal))
            {
                return refusal;
            }
        }

        foreach ((Type forbidden, Refusal refusal) in s_byType)
        {
            if (forbidden.IsAssignableFrom(type))
            {
                return refusal;
            }
        }

        return null;
    }
}

namespace Pathos.Serialization;

/// <summary>The types of .NET that are known to be inert when they are rebuilt field by field: each was looked at.</summary>
/// <remarks>
/// By name, so that asking loads nothing. What is not here may be harmless too, and was not looked at. What is made of other objects is
/// inert by itself: its parts have to pass for themselves. A type belongs here when it has no finaliser and no virtual member that is
/// called while it is read. It also has no field by which a foreign value could be called later without the program's own act.
/// </remarks>
internal static class InertFrameworkTypes
{
    private static readonly HashSet<string> s_names = new(StringComparer.Ordinal)
    {
        // Plain values that hold references.
        "System.Object", "System.DBNull", "System.Reflection.Missing", "System.EventArgs", "System.Version", "System.OperatingSystem",
        "System.UriBuilder", "System.Random",
        "System.ArraySegment`1", "System.Numerics.BigInteger", "System.Drawing.Color", "System.Diagnostics.Stopwatch",
        "System.Runtime.CompilerServices.StrongBox`1",
        "System.Tuple`1", "System.Tuple`2", "System.Tuple`3", "System.Tuple`4", "System.Tuple`5", "System.Tuple`6", "System.Tuple`7",
        "System.Tuple`8",
        "System.ValueTuple`1", "System.ValueTuple`2", "System.ValueTuple`3", "System.ValueTuple`4", "System.ValueTuple`5",
        "System.ValueTuple`6", "System.ValueTuple`7", "System.ValueTuple`8",

        // Names of files, and what was last seen of them. Nothing is opened.
        "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.IO.FileStatus",

        // Collections that keep their items as they came.
        "System.Collections.ArrayList", "System.Collections.BitArray", "System.Collections.Queue", "System.Collections.Stack",
        "System.Collections.SortedList", "System.Collections.DictionaryEntry", "System.Collections.ListDictionaryInternal",
        "System.Collections.Generic.List`1", "System.Collections.Generic.Queue`1", "System.Collections.Generic.Stack`1",
        "System.Collections.Generic.LinkedList`1", "System.Collections.Generic.LinkedListNode`1",
        "System.Collections.Generic.KeyValuePair`2",
        "System.Collections.Generic.PriorityQueue`2", "System.Collections.Generic.HashSetEqualityComparer`1",
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedList`2", "System.Collections.Generic.OrderedDictionary`2",
        "System.Collections.Concurrent.ConcurrentStack`1",
        "System.Collections.Immutable.ImmutableArray`1", "System.Collections.Immutable.ImmutableList`1",
        "System.Collections.Immutable.ImmutableQueue`1", "System.Collections.Immutable.ImmutableStack`1",
        "System.Collections.ObjectModel.Collection`1", "System.Collections.ObjectModel.ReadOnlyCollection`1",
        "System.Collections.ObjectModel.ReadOnlyDictionary`2", "System.Collections.ObjectModel.ReadOnlySet`1",
        "System.Collections.ObjectModel.ObservableCollection`1",
        "System.ComponentModel.BindingList`1", "System.Runtime.CompilerServices.ReadOnlyCollectionBuilder`1",
        "System.Collections.Comparer", "System.Collections.CaseInsensitiveComparer",
        "System.Net.Cookie", "System.Net.CookieCollection",
        "System.Diagnostics.ActivityTagsCollection",
        "System.Collections.Specialized.HybridDictionary", "System.Collections.Specialized.ListDictionary",
        "System.Collections.Specialized.NameValueCollection",
        "System.Collections.Specialized.NameObjectCollectionBase", "System.Collections.Specialized.OrderedDictionary",
        "System.Collections.Specialized.StringCollection", "System.Collections.Specialized.StringDictionary",
        "System.Linq.Grouping`2",

        // Addresses.
        "System.Net.DnsEndPoint", "System.Net.IPAddress", "System.Net.IPEndPoint", "System.Net.IPNetwork",
        "System.Net.NetworkInformation.PhysicalAddress",

        // Formats and encodings.
        "System.Globalization.NumberFormatInfo", "System.Text.CodePageDataItem", "System.TimeZoneInfo+AdjustmentRule",
        "System.Text.ASCIIEncoding", "System.Text.Latin1Encoding", "System.Text.UTF32Encoding", "System.Text.UTF8Encoding",
        "System.Text.UnicodeEncoding",
        "System.Text.DecoderExceptionFallback", "System.Text.DecoderReplacementFallback", "System.Text.EncoderExceptionFallback",
        "System.Text.EncoderReplacementFallback", "System.Text.EncoderLatin1BestFitFallback", "System.Text.DecoderLatin1BestFitFallback",
        "System.Text.CompositeFormat",

        // What a regular expression found.
        "System.Text.RegularExpressions.Capture", "System.Text.RegularExpressions.CaptureCollection",
        "System.Text.RegularExpressions.Group", "System.Text.RegularExpressions.GroupCollection", "System.Text.RegularExpressions.Match",
        "System.Text.RegularExpressions.MatchCollection", "System.Text.RegularExpressions.MatchSparse",

        // Documents. Names are looked up; nothing is parsed, and a document type is four texts.
        "System.Xml.Linq.XAttribute", "System.Xml.Linq.XCData", "System.Xml.Linq.XComment", "System.Xml.Linq.XDeclaration",
        "System.Xml.Linq.XDocument",
        "System.Xml.Linq.XDocumentType", "System.Xml.Linq.XElement", "System.Xml.Linq.XProcessingInstruction", "System.Xml.Linq.XText",
        "System.Xml.Linq.BaseUriAnnotation", "System.Xml.Linq.LineInfoAnnotation", "System.Xml.Linq.LineInfoEndElementAnnotation",
        "System.Xml.Linq.XObjectChangeAnnotation",
        "System.Text.Json.Nodes.JsonArray", "System.Text.Json.Nodes.JsonObject", "System.Text.Json.Nodes.JsonNodeOptions",
        "System.Text.Json.Nodes.JsonValueOfElement", "System.Text.Json.Nodes.JsonValueOfJsonBool",
        "System.Text.Json.Nodes.JsonValueOfJsonNumber",
        "System.Text.Json.Nodes.JsonValueOfJsonString", "System.Text.Json.Nodes.JsonValuePrimitive`1",

        // Plain settings and marks of its libraries.
        "System.Diagnostics.ActivityContext", "System.Diagnostics.ActivitySpanId", "System.Diagnostics.ActivityTraceId",
        "System.Threading.Channels.BoundedChannelOptions", "System.Threading.Channels.UnboundedChannelOptions",

        // Of other frameworks that programs run on.
        "Microsoft.AspNetCore.Http.HeaderDictionary", "Microsoft.AspNetCore.Http.QueryCollection",
        "Microsoft.AspNetCore.Http.FormCollection",
        "Microsoft.AspNetCore.Routing.RouteValueDictionary", "Microsoft.AspNetCore.Http.Extensions.QueryBuilder",
        "Microsoft.AspNetCore.Mvc.ViewFeatures.AttributeDictionary",
        "Microsoft.AspNetCore.Http.FragmentString", "Microsoft.AspNetCore.Http.HostString", "Microsoft.AspNetCore.Http.PathString",
        "Microsoft.AspNetCore.Http.QueryString", "Microsoft.Extensions.Logging.EventId", "Microsoft.Extensions.Primitives.StringSegment",
        "Microsoft.Extensions.Primitives.StringValues",
    };

    public static bool Contains(Type definition) => definition.FullName is { } name && s_names.Contains(name);
}

using System.Reflection;
using System.Xml;

namespace Pathos.Serialization;

/// <summary>XML documents and what belongs to them. Their names are kept once a document, and compared by reference.</summary>
internal static class XmlReducers
{
    public static Reducer? Find(Type type) =>
        type == typeof(XmlDocument) ? new XmlDocumentReducer()
        : typeof(XmlNode).IsAssignableFrom(type) ? new XmlNodeReducer()
        : type == typeof(NameTable) ? new NameTableReducer()
        : type == typeof(XmlQualifiedName) ? new QualifiedNameReducer()
        : type == typeof(XmlNamespaceManager) ? new NamespaceManagerReducer()
        : null;

    /// <summary>A name table as its names: their places in it follow hash codes of this process.</summary>
    private sealed class NameTableReducer : Reducer
    {
        public override string RuleName => "name table: its names";

        private static readonly FieldInfo? s_entries = typeof(NameTable).GetField(
            "_entries", BindingFlags.Instance | BindingFlags.NonPublic);

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(NameTable);

        public override void Write(object value, GraphWriter writer)
        {
            List<string> names = NamesIn((NameTable)value);
            names.Sort(StringComparer.Ordinal);
            writer.WriteVarInt(names.Count);
            foreach (string name in names)
            {
                writer.WriteString(name);
            }
        }

        public override object Read(Type type, GraphReader reader)
        {
            NameTable table = new();
            for (int left = reader.Input.ReadLength(); left > 0; left--)
            {
                table.Add(reader.ReadString() ?? string.Empty);
            }

            return table;
        }

        /// <summary>There is no public way to list them. A framework that keeps them elsewhere sends an
        /// empty table, which fills with use.</summary>
        private static List<string> NamesIn(NameTable table)
        {
            List<string> names = [];
            if (s_entries?.GetValue(table) is not Array { Length: > 0 } buckets || buckets.GetType().GetElementType() is not { } entry)
            {
                return names;
            }

            FieldInfo? text = entry.GetField("str", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
            FieldInfo? next = entry.GetField("next", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
            foreach (object? first in buckets)
            {
                for (object? at = first; at is not null; at = next?.GetValue(at))
                {
                    if (text?.GetValue(at) is string name)
                    {
                        names.Add(name);
                    }
                }
            }

            return names;
        }
    }

    /// <summary>A qualified name without the hash code that it remembers.</summary>
    private sealed class QualifiedNameReducer : Reducer
    {
        public override string RuleName => "XML name: namespace and local name";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(XmlQualifiedName);

        public override void Write(object value, GraphWriter writer)
        {
            XmlQualifiedName name = (XmlQualifiedName)value;
            writer.WriteByte(ReferenceEquals(name, XmlQualifiedName.Empty) ? (byte)1 : (byte)0);
            writer.WriteString(name.Name);
            writer.WriteString(name.Namespace);
        }

        public override object Read(Type type, GraphReader reader)
        {
            bool isEmpty = reader.ReadByte() == 1;
            XmlQualifiedName name = new(reader.ReadString(), reader.ReadString());
            return isEmpty ? XmlQualifiedName.Empty : name;
        }
    }

    /// <summary>The scopes of a namespace manager, declared again one after the other.</summary>
    private sealed class NamespaceManagerReducer : Reducer
    {
        public override string RuleName => "namespaces by their prefixes";

        private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        private const int MostScopes = 1 << 16;

        private static readonly FieldInfo? s_declarations = typeof(XmlNamespaceManager).GetField("_nsdecls", Own);
        private static readonly FieldInfo? s_last = typeof(XmlNamespaceManager).GetField("_lastDecl", Own);
        private static readonly FieldInfo? s_scope = typeof(XmlNamespaceManager).GetField("_scopeId", Own);

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(XmlNamespaceManager);

        public override void Write(object value, GraphWriter writer)
        {
            XmlNamespaceManager manager = (XmlNamespaceManager)value;
            if (manager.NameTable is not NameTable)
            {
                writer.Refuse(typeof(XmlNamespaceManager), "Its name table is not a NameTable.", "Create it inside the function.");
            }

            if (s_declarations?.GetValue(manager) is not Array declarations || s_last?.GetValue(manager) is not int last
                || s_scope?.GetValue(manager) is not int scope)
            {
                writer.Refuse(
                    typeof(XmlNamespaceManager), "Its scopes cannot be read in this version of .NET.", "Create it inside the function.");
                return;
            }

            writer.WritePart(manager.NameTable, static () => ".NameTable");
            List<(int Scope, string Prefix, string Uri)> own = Declared(declarations, last);
            int first = new XmlNamespaceManager(new NameTable()) is var empty && s_scope.GetValue(empty) is int start ? start : scope;
            writer.WriteVarInt(Math.Max(scope - first, 0));
            writer.WriteVarInt(own.Count);
            foreach ((int at, string prefix, string uri) in own)
            {
                writer.WriteVarInt(Math.Max(at - first, 0));
                writer.WriteString(prefix);
                writer.WriteString(uri);
            }
        }

        public override object Read(Type type, GraphReader reader)
        {
            XmlNamespaceManager manager = new(reader.ReadPart<NameTable>());
            int scopes = reader.ReadVarInt();
            int entered = 0;
            for (int left = reader.ReadVarInt(); left > 0; left--)
            {
                Enter(reader.ReadVarInt());
                string prefix = reader.ReadString() ?? string.Empty;
                manager.AddNamespace(prefix, reader.ReadString() ?? string.Empty);
            }

            Enter(scopes);
            return manager;

            void Enter(int scope)
            {
                if (scope > MostScopes)
                {
                    throw PayloadReader.Malformed("a namespace manager has too many scopes");
                }

                for (; entered < scope; entered++)
                {
                    manager.PushScope();
                }
            }
        }

        /// <summary>Every manager declares `xml`, `xmlns` and the empty prefix outside of all scopes.
        /// What was removed has no address.</summary>
        private static List<(int Scope, string Prefix, string Uri)> Declared(Array declarations, int last)
        {
            Type entry = declarations.GetType().GetElementType()!;
            FieldInfo? prefix = entry.GetField("prefix", Own);
            FieldInfo? uri = entry.GetField("uri", Own);
            FieldInfo? scope = entry.GetField("scopeId", Own);
            List<(int, string, string)> own = [];
            for (int i = 0; i <= last && i < declarations.Length; i++)
            {
                object declaration = declarations.GetValue(i)!;
                if (scope?.GetValue(declaration) is int at and > 0 && prefix?.GetValue(declaration) is string name
                    && uri?.GetValue(declaration) is string address)
                {
                    own.Add((at, name, address));
                }
            }

            return own;
        }
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Headers and methods of HTTP. Known headers are compared by reference, and a method remembers a hash code.</summary>
internal static class HttpReducers
{
    public static Reducer? Find(Type type) =>
        type == typeof(HttpMethod) ? new MethodReducer()
        : type == typeof(HttpRequestHeaders) || type == typeof(HttpResponseHeaders) || type == typeof(HttpContentHeaders)
            ? new HeadersReducer()
        : null;

    private sealed class MethodReducer : Reducer
    {
        public override string RuleName => "HTTP method by its name";

        public override bool IsInert => true;

        public override bool Handles(Type type) => type == typeof(HttpMethod);

        public override void Write(object value, GraphWriter writer)
        {
            HttpMethod method = (HttpMethod)value;
            writer.WriteByte(ReferenceEquals(method, HttpMethod.Parse(method.Method)) ? (byte)1 : (byte)0);
            writer.WriteString(method.Method);
        }

        public override object Read(Type type, GraphReader reader)
        {
            bool isShared = reader.ReadByte() == 1;
            string name = reader.ReadString() ?? string.Empty;
            return isShared ? HttpMethod.Parse(name) : new HttpMethod(name);
        }
    }

    /// <summary>Headers as their names and texts, as they would stand in a message.</summary>
    private sealed class HeadersReducer : Reducer
    {
        public override string RuleName => "headers as they were written";

        private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;

        private static readonly FieldInfo? s_content = typeof(HttpContentHeaders).GetField("_parent", Own);
        private static readonly FieldInfo? s_trails = typeof(HttpResponseHeaders).GetField("_containsTrailingHeaders", Own);

        public override bool IsInert => true;

        public override bool Handles(Type type) => typeof(HttpHeaders).IsAssignableFrom(type);

        public override void Write(object value, GraphWriter writer)
        {
            HttpHeaders headers = (HttpHeaders)value;
            if (headers is HttpContentHeaders)
            {
                writer.WritePart(s_content?.GetValue(headers), static () => ".Content");
            }
            else if (headers is HttpResponseHeaders)
            {
                writer.WriteByte(s_trails?.GetValue(headers) is true ? (byte)1 : (byte)0);
            }

            writer.WriteVarInt(headers.NonValidated.Count);
            foreach ((string name, HeaderStringValues values) in headers.NonValidated)
            {
                writer.WriteString(name);
                writer.WriteVarInt(values.Count);
                foreach (string text in values)
                {
                    writer.WriteString(text);
                }
            }
        }

        public override object Read(Type type, GraphReader reader)
        {
            HttpHeaders headers = type == typeof(HttpContentHeaders) ? OfContent(reader)
                : type == typeof(HttpRequestHeaders) ? new HttpRequestMessage().Headers
                : reader.ReadByte() == 1 ? new HttpResponseMessage().TrailingHeaders
                : new HttpResponseMessage().Headers;
            for (int left = reader.Input.ReadLength(); left > 0; left--)
            {
                string name = reader.ReadString() ?? string.Empty;
                string?[] values = new string?[reader.Input.ReadLength()];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = reader.ReadString();
                }

                if (!headers.TryAddWithoutValidation(name, values))
                {
                    throw PayloadReader.Malformed(
                        string.Create(CultureInfo.InvariantCulture, $"'{name}' is not a header of such a message"));
                }
            }

            return headers;
        }

        /// <summary>They ask their content for its length.</summary>
        private static HttpContentHeaders OfContent(GraphReader reader)
        {
            HttpContentHeaders headers = new ByteArrayContent([]).Headers;
            if (reader.ReadReference() is HttpContent content)
            {
                s_content?.SetValue(headers, content);
            }

            return headers;
        }
    }
}

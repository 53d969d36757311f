using System.Text.Json;

namespace Pathos.Distributed;

/// <summary>The text of a <see cref="HostRegistry"/>: JSON, with comments and trailing commas allowed, because people write it.</summary>
internal static class HostFile
{
    private static readonly JsonReaderOptions s_tolerant = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static List<RegisteredHost> Read(string path, byte[] text)
    {
        var reader = new Utf8JsonReader(text, s_tolerant);
        try
        {
            return ReadAll(ref reader);
        }
        catch (JsonException error)
        {
            // The part before the sentence "LineNumber: ..." is the problem; the line is said once, and counted from 1.
            string problem = error.Message.Split(" LineNumber:", 2)[0];
            throw new HostRegistryException(path, (error.LineNumber ?? 0) + 1, problem, error);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            long line = 1 + text.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
            throw new HostRegistryException(path, line, error.Message, error);
        }
    }

    public static byte[] Write(IEnumerable<RegisteredHost> hosts)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("hosts");
            foreach (RegisteredHost host in hosts)
            {
                writer.WriteStartObject(host.Name);
                WriteText(writer, "user", host.User);
                WriteText(writer, "hostName", host.HostName);
                WriteNumber(writer, "port", host.Port);
                WriteText(writer, "profile", host.Profile);
                WriteVariables(writer, host.Environment);
                WriteNumber(writer, "workers", host.Workers);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static List<RegisteredHost> ReadAll(ref Utf8JsonReader reader)
    {
        List<RegisteredHost> hosts = [];
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "a file of hosts is {\"hosts\": {...}}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("hosts"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            Expect(ref reader, JsonTokenType.StartObject, "\"hosts\" holds {\"name\": {...}}");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                hosts.Add(ReadHost(ref reader));
                if (hosts.Take(hosts.Count - 1).Any(other => string.Equals(other.Name, hosts[^1].Name, StringComparison.Ordinal)))
                {
                    throw new FormatException($"the host '{hosts[^1].Name}' stands twice.");
                }
            }
        }

        // What follows the end is an error of the text, too.
        while (reader.Read())
        {
        }

        return hosts;
    }

    private static RegisteredHost ReadHost(ref Utf8JsonReader reader)
    {
        var host = new RegisteredHost(reader.GetString()!);
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, $"what is known of the host '{host.Name}' stands in {{...}}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string member = reader.GetString()!;
            reader.Read();
            host = member switch
            {
                "user" => host with { User = Text(ref reader, host, member) },
                "hostName" => host with { HostName = Text(ref reader, host, member) },
                "port" => host with { Port = Number(ref reader, host, member) },
                "profile" => host with { Profile = Text(ref reader, host, member) },
                "environment" => host with { Environment = Variables(ref reader, host) },
                "workers" => host with { Workers = Number(ref reader, host, member) },
                _ => Skip(ref reader, host),
            };

            // At once, while the reader is where the mistake is.
            host.Validate();
        }

        return host;
    }

    // Left to later versions, and to other programs.
    private static RegisteredHost Skip(ref Utf8JsonReader reader, RegisteredHost host)
    {
        reader.Skip();
        return host;
    }

    private static string? Text(ref Utf8JsonReader reader, RegisteredHost host, string member) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw new FormatException($"\"{member}\" of the host '{host.Name}' is a text in quotes."),
    };

    private static int? Number(ref Utf8JsonReader reader, RegisteredHost host, string member) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetInt32(out int number) => number,
        JsonTokenType.Null => null,
        _ => throw new FormatException($"\"{member}\" of the host '{host.Name}' is a whole number."),
    };

    private static Dictionary<string, string> Variables(ref Utf8JsonReader reader, RegisteredHost host)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject, $"the environment of the host '{host.Name}' holds {{\"NAME\": \"value\"}}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            variables[name] = Text(ref reader, host, name) ?? throw new FormatException($"the variable {name} of the host '{host.Name}' has no value.");
        }

        return variables;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string rule)
    {
        if (reader.TokenType != type)
        {
            throw new FormatException($"{rule}.");
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteVariables(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> variables)
    {
        if (variables.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("environment");
        foreach ((string name, string value) in variables)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}

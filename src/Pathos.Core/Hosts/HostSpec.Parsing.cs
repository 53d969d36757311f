using System.Globalization;

namespace Pathos;

internal sealed partial record HostSpec
{
    private static readonly string[] s_bareWords = ["serial", "threads", "local"];

    /// <summary>Reads a spec from left to right; the first thing that does not fit is the error, at its character.</summary>
    public static HostSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new Reader(text);
        string? scheme = reader.ReadScheme();
        string? user = reader.ReadUser();
        int hostAt = reader.Position;
        string host = reader.ReadHost();
        int? port = reader.ReadPort();
        int? workers = reader.ReadWorkers();
        Dictionary<string, string> settings = reader.ReadSettings();
        reader.ExpectEnd();
        if (scheme is not null && Array.IndexOf(s_bareWords, scheme) >= 0)
        {
            throw new HostSpecException(text, 0, $"'{scheme}' is this machine and stands alone: write {scheme} or {scheme}/4.");
        }

        if (scheme is null && Array.IndexOf(s_bareWords, host) >= 0)
        {
            return user is null && port is null
                ? new HostSpec { Scheme = host, Host = host, Workers = workers, Settings = settings, Text = text }
                : throw new HostSpecException(text, user is null ? hostAt + host.Length : 0, $"'{host}' is this machine: it has neither user nor port.");
        }

        return new HostSpec { Scheme = scheme ?? "tcp", User = user, Host = host, Port = port, Workers = workers, Settings = settings, Text = text };
    }

    private ref struct Reader(string text)
    {
        public int Position { get; private set; }

        private readonly bool IsAtEnd => Position == text.Length;

        public string? ReadScheme()
        {
            int end = text.IndexOf("://", StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            for (int i = 0; i < end; i++)
            {
                if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] != '-')
                {
                    throw Error(i, $"A scheme is made of letters, digits and '-', not '{text[i]}'.");
                }
            }

            if (end == 0)
            {
                throw Error(0, "The scheme before '://' is missing.");
            }

            Position = end + 3;
            return text[..end].ToLowerInvariant();
        }

        public string? ReadUser()
        {
            int end = text.AsSpan(Position).IndexOfAny("@/?");
            if (end < 0 || text[Position + end] != '@')
            {
                return null;
            }

            if (end == 0)
            {
                throw Error(Position, "The user before '@' is missing.");
            }

            string user = text.Substring(Position, end);
            for (int i = 0; i < user.Length; i++)
            {
                if (!char.IsAsciiLetterOrDigit(user[i]) && !"._-".Contains(user[i], StringComparison.Ordinal))
                {
                    throw Error(Position + i, $"A user name does not contain '{user[i]}'; passwords never stand in a spec.");
                }
            }

            Position += end + 1;
            return user;
        }

        public string ReadHost()
        {
            int start = Position;
            if (!IsAtEnd && text[start] == '[')
            {
                int close = text.IndexOf(']', start);
                if (close < 0)
                {
                    throw Error(start, "The bracket of the IPv6 address is not closed.");
                }

                if (close == start + 1)
                {
                    throw Error(close, "The address in the brackets is missing.");
                }

                for (int i = start + 1; i < close; i++)
                {
                    if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not (':' or '.' or '%'))
                    {
                        throw Error(i, $"An IPv6 address does not contain '{text[i]}'.");
                    }
                }

                Position = close + 1;
                return text[(start + 1)..close];
            }

            while (!IsAtEnd && text[Position] is not (':' or '/' or '?'))
            {
                char c = text[Position];
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or '*'))
                {
                    throw Error(Position, $"A host name does not contain '{c}'.");
                }

                Position++;
            }

            return Position > start ? text[start..Position] : throw Error(start, "The host is missing.");
        }

        public int? ReadPort()
        {
            if (IsAtEnd || text[Position] != ':')
            {
                return null;
            }

            int at = ++Position;
            int port = ReadNumber("port");
            return port is > 0 and < 65536 ? port : throw Error(at, $"A port is a number from 1 to 65535, not {port}.");
        }

        public int? ReadWorkers()
        {
            if (IsAtEnd || text[Position] != '/')
            {
                return null;
            }

            Position++;
            return ReadNumber("number of workers");
        }

        public Dictionary<string, string> ReadSettings()
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal);
            if (IsAtEnd || text[Position] != '?')
            {
                return settings;
            }

            do
            {
                int at = ++Position;
                int length = text.AsSpan(at).IndexOf('&');
                string pair = length < 0 ? text[at..] : text.Substring(at, length);
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    throw Error(at, "A setting is key=value.");
                }

                if (!settings.TryAdd(pair[..equals], Uri.UnescapeDataString(pair[(equals + 1)..])))
                {
                    throw Error(at, $"The setting '{pair[..equals]}' stands twice.");
                }

                Position = at + pair.Length;
            }
            while (!IsAtEnd);
            return settings;
        }

        public readonly void ExpectEnd()
        {
            if (!IsAtEnd)
            {
                throw Error(Position, $"'{text[Position]}' is not expected here.");
            }
        }

        private int ReadNumber(string what)
        {
            int start = Position;
            while (!IsAtEnd && char.IsAsciiDigit(text[Position]))
            {
                Position++;
            }

            if (Position == start)
            {
                throw Error(start, $"The {what} must be a whole number.");
            }

            return int.TryParse(text.AsSpan(start, Position - start), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw Error(start, $"The {what} is too large.");
        }

        private readonly HostSpecException Error(int position, string problem) => new(text, position, problem);
    }
}

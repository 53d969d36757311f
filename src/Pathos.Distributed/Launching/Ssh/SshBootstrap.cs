using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Pathos.Distributed;

/// <summary>Makes a node, or a server, of a host where nothing is installed: sends a small script to its shell, and what the script finds
/// missing.</summary>
/// <remarks>
/// What shells print at login is passed over: lines of the script begin with a mark that cannot be guessed. What a host says is bounded,
/// in length and in number. It is not believed before it is checked, and a host cannot keep this side busy with requests.
/// </remarks>
/// <param name="setup">What is wanted of the host.</param>
/// <param name="input">What the host says.</param>
/// <param name="output">What it hears.</param>
/// <param name="mark">What lines of the script begin with.</param>
/// <param name="onHeard">Called when the script is heard of, which may be several times.</param>
internal sealed class SshBootstrap(HostSetup setup, Stream input, Stream output, string mark, Action onHeard)
{
    private const int LongestLine = 16 << 10;
    private const int MostNoise = 1 << 20;

    // The script asks again for what was cleared away while it looked, which others may do a few times.
    private const int MostTransfers = 30;

    private int _noise;
    private int _transfers;

    /// <summary>The command that a session has to run for <see cref="Run"/>, and the script that it then is sent.</summary>
    public static (string Command, byte[] Script, string Mark) Prepare(HostSetup setup)
    {
        string mark = HostLine.NewMark();
        string script = string.Join(
            '\n',
            $"mark={mark} role={setup.Role} program={setup.Program.Id} runtime={setup.Runtime?.Id}",
            string.Create(CultureInfo.InvariantCulture, $"version={Environment.Version.Major}.{Environment.Version.Minor}"),
            $"cache={ShellQuote.Word(setup.CacheFolder ?? "")} dotnet={ShellQuote.Word(setup.DotnetPath ?? "")}",
            $"PATHOS_PROFILE={ShellQuote.Word(setup.Place.Profile ?? "")}",
            $"surround() {{ :; {string.Concat(setup.Place.Environment.Select(static variable => $"export {VariableName.Check(variable.Key, nameof(RegisteredHost.Environment))}={ShellQuote.Word(variable.Value)}; "))}}}",
            $"find_words() {{\n{UserShell.FindWords}\n}}",
            $"find_profile() {{\n{UserShell.FindProfile}\n}}",
            HostScript.Load("cache-folder.sh"),
            HostScript.Load("bootstrap.sh"));
        return (HostLine.Of(mark), HostLine.Encode(script), mark);
    }

    /// <summary>Talks with the script until the program has taken over the connection. Blocks; ends when the streams do.</summary>
    /// <returns>False when the session ended before, and its own words say why.</returns>
    /// <exception cref="PoolOpenException">The host lacks something, or says what is not understood; the message says what to
    /// do.</exception>
    public bool Run(byte[] script)
    {
        try
        {
            output.Write(script);
            output.Flush();
            while (ReadLine() is { } line)
            {
                onHeard();
                string[] words = line.Split(' ', 2);
                switch (words)
                {
                    case ["here"]:
                        break;
                    case ["host", var system]:
                        RequireSameArchitecture(setup.Host, system);
                        break;
                    case ["runtime"] when setup.Runtime is { } runtime && _transfers++ < MostTransfers:
                        Send(output, runtime);
                        break;
                    case ["program"] when _transfers++ < MostTransfers:
                        Send(output, setup.Program);
                        break;
                    case ["ready"]:
                        return true;
                    case ["failed", var reason]:
                        throw Failure(setup, HostWords.Show(reason));
                    default:
                        throw NotUnderstood(line);
                }
            }

            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Send(Stream output, ShippedFiles files)
    {
        try
        {
            Write(output, files);
        }
        catch (IOException)
        {
            // The script has given up before it took all; its last line says why.
        }
    }

    private static void Write(Stream output, ShippedFiles files)
    {
        foreach (ShippedFile file in files.Files.Append(ShippedFile.Of(ShippedFiles.ListName, files.List)))
        {
            using Stream content = file.Open();
            output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{content.Length} {file.Name}\n")));
            content.CopyTo(output);
        }

        output.Write("end\n"u8);
        output.Flush();
    }

    /// <summary>Reads the next line of the script, byte by byte: what follows the last one is not ours.</summary>
    private string? ReadLine()
    {
        var line = new List<byte>();
        while (input.ReadByte() is var next and >= 0)
        {
            if (next != '\n')
            {
                line.Add((byte)next);
            }
            else if (line.Count <= LongestLine && Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(line)) is var text
                && text.IndexOf(mark, StringComparison.Ordinal) is var at and >= 0)
            {
                return text[(at + mark.Length)..].Trim();
            }
            else
            {
                line.Clear();
            }

            if (++_noise > MostNoise)
            {
                throw NotUnderstood(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(line)));
            }
        }

        return null;
    }

    private PoolOpenException NotUnderstood(string said)
    {
        SshException error = SshFailure.NotUnderstood(setup.Host, said);
        return new PoolOpenException(error.Message, error);
    }

    private static void RequireSameArchitecture(SshHost host, string system)
    {
        string own = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x86_64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString().ToLowerInvariant(),
        };
        string theirs = system.Split(' ')[^1] switch
        {
            "amd64" => "x86_64",
            "arm64" => "aarch64",
            var other => other,
        };
        if (theirs != own || (OperatingSystem.IsLinux() && !system.StartsWith("Linux ", StringComparison.Ordinal)))
        {
            throw new PoolOpenException(
                $"{host} is {HostWords.Show(system)}, and the worker program of this process is compiled for "
                + $"{RuntimeInformation.OSDescription} {own}. Use hosts of the same kind, or start the program on one of that kind.");
        }
    }

    private static PoolOpenException Failure(HostSetup setup, string reason)
    {
        string[] words = reason.Split(' ', 2);
        string rest = words.Length > 1 ? Visible.Text(words[1].Trim()) : "";
        string version = $"{Environment.Version.Major}.{Environment.Version.Minor}";
        return new PoolOpenException(words[0] switch
        {
            "runtime" => $"{setup.Host} has no .NET {version} runtime{(rest.Length > 0 ? $", only {rest}" : "")}. Install it there, name its 'dotnet' in {setup.OptionsName}.RemoteDotnetPath, or set {setup.OptionsName}.ShipRuntime to send this machine's.",
            "cache" => $"{setup.Host} cannot keep the worker program: {rest} Let {setup.OptionsName}.CacheFolder name a folder there that this user may write to and that has room.",
            _ => $"{setup.Host} cannot run workers: {rest}",
        });
    }
}

using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Pathos.Distributed;

/// <summary>Makes a node, or a server, of a host where nothing is installed: sends a small script to its shell, and what the script finds missing.</summary>
/// <remarks>
/// The command line holds only <c>head</c> for the script's length, whatever the user's shell is; the script itself comes by standard input, like all that follows it.
/// What shells print at login is passed over: lines of the script begin with a mark that nobody can have guessed.
/// </remarks>
internal static class SshBootstrap
{
    private const int LongestLine = 16 << 10;
    private const int MostNoise = 1 << 20;

    /// <summary>The command that a session has to run for <see cref="Run"/>, and the script that it then is sent.</summary>
    public static (string Command, byte[] Script, string Mark) Prepare(HostSetup setup)
    {
        string mark = "pathos-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var resource = new StreamReader(typeof(SshBootstrap).Assembly.GetManifestResourceStream("bootstrap.sh")!);
        string script = string.Join(
            '\n',
            $"mark={mark} role={setup.Role} program={setup.Program.Id} runtime={setup.Runtime?.Id}",
            string.Create(CultureInfo.InvariantCulture, $"version={Environment.Version.Major}.{Environment.Version.Minor}"),
            $"cache={ShellQuote.Word(setup.CacheFolder ?? "")} dotnet={ShellQuote.Word(setup.DotnetPath ?? "")}",
            $"profile={ShellQuote.Word(setup.Place.Profile is { } profile ? RemoteScript.Reading(profile) : "")}",
            $"surround() {{ :; {string.Concat(setup.Place.Environment.Select(static variable => $"export {VariableName.Check(variable.Key, nameof(RegisteredHost.Environment))}={ShellQuote.Word(variable.Value)}; "))}}}",
            resource.ReadToEnd());
        byte[] bytes = Encoding.UTF8.GetBytes(script);
        return (string.Create(CultureInfo.InvariantCulture, $"exec /bin/sh -c 'eval \"$(head -c {bytes.Length})\"'"), bytes, mark);
    }

    /// <summary>Talks with the script until the program has taken over the connection. Blocks; ends when the streams do.</summary>
    /// <returns>False when the session ended before, and its own words say why.</returns>
    /// <exception cref="PoolOpenException">The host lacks something; the message says what to do.</exception>
    public static bool Run(HostSetup setup, Stream input, Stream output, byte[] script, string mark)
    {
        try
        {
            output.Write(script);
            output.Flush();
            while (ReadLine(input, mark) is { } line)
            {
                string[] words = line.Split(' ', 2);
                switch (words[0])
                {
                    case "host":
                        RequireSameArchitecture(setup.Host, words[1]);
                        break;
                    case "runtime":
                        Send(output, setup.Runtime!);
                        break;
                    case "program":
                        Send(output, setup.Program);
                        break;
                    case "ready":
                        return true;
                    case "failed":
                        throw Failure(setup, words.Length > 1 ? words[1] : "");
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
    private static string? ReadLine(Stream input, string mark)
    {
        var line = new List<byte>();
        for (int noise = 0; noise < MostNoise; noise++)
        {
            int next = input.ReadByte();
            if (next < 0)
            {
                return null;
            }

            if (next != '\n')
            {
                line.Add((byte)next);
                continue;
            }

            string text = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(line));
            if (text.LastIndexOf(mark, StringComparison.Ordinal) is var at and >= 0 && line.Count <= LongestLine)
            {
                return text[(at + mark.Length)..].Trim();
            }

            line.Clear();
        }

        return null;
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
            throw new PoolOpenException($"{host} is {system}, and the worker program of this process is compiled for {RuntimeInformation.OSDescription} {own}. Use hosts of the same kind, or start the program on one of that kind.");
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

using System.Globalization;
using Pathos.Wire;

namespace Pathos.Launching;

/// <summary>What one end of a connection runs. The two ends must run the same major version of .NET and speak the same protocol.</summary>
/// <remarks>
/// Objects travel by their fields, and a framework's fields belong to its major version. Code that one side compiled may also need a
/// runtime that the other side does not have.
/// </remarks>
internal readonly record struct PeerBuild(int ProtocolVersion, string RuntimeVersion)
{
    /// <summary>Gets what this process runs.</summary>
    public static PeerBuild OfThisProcess { get; } = new(Protocol.Version, Environment.Version.ToString());

    /// <summary>Says how this process and the peer differ, and what to do, or returns null if they can work together.</summary>
    /// <param name="peer">The name of the peer, for people.</param>
    public string? DifferenceFor(string peer)
    {
        if (ProtocolVersion == OfThisProcess.ProtocolVersion
            && Version.TryParse(RuntimeVersion, out Version? runtime)
            && runtime.Major == Environment.Version.Major)
        {
            return null;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{peer} runs .NET {Visible.Text(RuntimeVersion)} with protocol {ProtocolVersion}; this process runs .NET {Environment.Version} with protocol {Protocol.Version}.")
            + " Run both on the same major version of .NET and with the same build of Pathos."
            + " A program for an older .NET runs on a newer one with DOTNET_ROLL_FORWARD=Major.";
    }
}

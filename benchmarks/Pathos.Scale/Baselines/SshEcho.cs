using System.Diagnostics;

namespace Pathos.Scale.Baselines;

/// <summary>A bare SSH session whose command sends back what it gets: as little as a round trip to a host can cost.</summary>
internal sealed class SshEcho : IDisposable
{
    private const int MessageBytes = 64;

    private readonly Process _client;
    private readonly byte[] _message = new byte[MessageBytes];

    public SshEcho(string config, string host) =>
        _client = Process.Start(new ProcessStartInfo("ssh", ["-F", config, "-T", host, "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;

    public void RoundTrips(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _client.StandardInput.BaseStream.Write(_message);
            _client.StandardInput.BaseStream.Flush();
            _client.StandardOutput.BaseStream.ReadExactly(_message);
        }
    }

    public void Dispose()
    {
        _client.StandardInput.Close();
        _client.WaitForExit();
        _client.Dispose();
    }
}

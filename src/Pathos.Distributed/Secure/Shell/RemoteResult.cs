namespace Pathos;

/// <summary>How a command on another host ended.</summary>
/// <param name="Output">What it wrote to standard output, as UTF-8; the newest part if there was more than
/// <see cref="RemoteShellOptions.MaxCapturedBytes"/>.</param>
/// <param name="Error">The same of standard error.</param>
/// <param name="ExitCode">Its exit code; 128 and the number of the signal if one ended it.</param>
/// <param name="IsTruncated">Whether output or error lack their beginning.</param>
public sealed record RemoteResult(string Output, string Error, int ExitCode, bool IsTruncated);

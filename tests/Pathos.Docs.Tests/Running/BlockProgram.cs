using System.Diagnostics;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Pathos.Docs.Tests;

/// <summary>A compiled block that lies beside the library, as a user's program does, and runs in a process of its own.</summary>
internal sealed class BlockProgram : IDisposable
{
    private readonly TestFolder _folder;

    public BlockProgram(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        EmitResult emitted = compilation.Emit(image);
        if (!emitted.Success)
        {
            throw new InvalidOperationException(string.Join('\n', emitted.Diagnostics));
        }

        // Made only now: a program that does not compile leaves nothing behind.
        _folder = new TestFolder();
        File.WriteAllBytes(Assembly, image.ToArray());
        foreach (string file in UserAssemblies.Paths)
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        string worker = Directory.CreateDirectory(Path.Combine(_folder.Path, "pathos-worker")).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "pathos-worker")))
        {
            File.Copy(file, Path.Combine(worker, Path.GetFileName(file)));
        }

        File.Copy(
            Path.Combine(AppContext.BaseDirectory, typeof(BlockProgram).Assembly.GetName().Name + ".runtimeconfig.json"),
            Path.ChangeExtension(Assembly, ".runtimeconfig.json"));
    }

    private string Assembly => Path.Combine(_folder.Path, BlockCompiler.AssemblyName + ".dll");

    /// <summary>Runs the program to its end.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public async Task<string> RunAsync()
    {
        string host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(host)
        {
            ArgumentList = { "exec", Assembly },
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string errors = await process.StandardError.ReadToEndAsync().Soon();
            await process.WaitForExitAsync().Soon();
            return process.ExitCode == 0 ? await output.Soon() : throw new InvalidOperationException($"The program ended with {process.ExitCode}.\n{errors}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _folder.Dispose();
}

using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pathos.Docs.Tests;

/// <summary>Compiles blocks of code as a program that references what a user of the library references.</summary>
internal static class BlockCompiler
{
    public const string AssemblyName = "Program";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    // What a fragment leaves unused, or leaves for its reader to fill in, is no fault of it: CS0168 and CS0219 variables, CS8321 local functions,
    // CS0169, CS0414 and CS0649 fields, CS1998 and CS4014 async code without awaits.
    private static readonly string[] s_allowedWarnings = ["CS0168", "CS0219", "CS8321", "CS0169", "CS0414", "CS0649", "CS1998", "CS4014"];

    // A program of one file may begin with directives to its build, such as #:project.
    private static readonly CSharpParseOptions s_language = new CSharpParseOptions(LanguageVersion.CSharp14).WithFeatures([new("FileBasedProgram", "true")]);

    private static readonly MetadataReference[] s_references = [.. UserAssemblies.Framework.Concat(UserAssemblies.Paths).Select(static path => MetadataReference.CreateFromFile(path))];

    /// <summary>Compiles one program out of blocks: the statements of all of them in their order, then their types.</summary>
    /// <param name="preamble">Members that the blocks may use and hide; null for none.</param>
    /// <param name="usings">Namespaces that the blocks need not name.</param>
    /// <param name="blocks">The code.</param>
    public static CSharpCompilation Compile(DocBlock? preamble, IEnumerable<string> usings, IReadOnlyList<DocBlock> blocks)
    {
        SyntaxTree ambient = Parse(ImplicitUsings + string.Concat(usings.Select(static name => $"\nglobal using {name};")), "usings");
        SyntaxTree program = Parse(Join(blocks), "program");
        List<SyntaxTree> trees = [ambient, program];
        if (preamble is not null)
        {
            trees.Add(Parse($"partial class Program\n{{\n{LineOf(preamble)}{preamble.Text}}}\n", "preamble"));
        }

        bool hasStatements = ((CompilationUnitSyntax)program.GetRoot()).Members.Any(static member => member is GlobalStatementSyntax);
        var options = new CSharpCompilationOptions(
            hasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release,
            deterministic: true);
        return CSharpCompilation.Create(AssemblyName, trees, s_references, options);
    }

    /// <summary>What a reader who copies the code would have to mend, each with its page and line.</summary>
    public static IEnumerable<string> Faults(CSharpCompilation compilation) => compilation.GetDiagnostics()
        .Where(static diagnostic => diagnostic.Severity is DiagnosticSeverity.Error
            || (diagnostic.Severity is DiagnosticSeverity.Warning && !s_allowedWarnings.Contains(diagnostic.Id, StringComparer.Ordinal)))
        .Select(static diagnostic =>
        {
            FileLinePositionSpan place = diagnostic.Location.GetMappedLineSpan();
            return $"{place.Path}:{place.StartLinePosition.Line + 1}: {diagnostic.Id}: {diagnostic.GetMessage()}";
        });

    /// <summary>A program has its usings first and its types last, whichever block they stand in. Each part knows the line of the page that it comes from.</summary>
    private static string Join(IReadOnlyList<DocBlock> blocks)
    {
        CompilationUnitSyntax[] units = [.. blocks.Select(static block => (CompilationUnitSyntax)Parse(LineOf(block) + block.Text, block.Page).GetRoot())];
        StringBuilder text = new();
        foreach (CompilationUnitSyntax unit in units)
        {
            Append(text, unit.Usings);
        }

        foreach (CompilationUnitSyntax unit in units)
        {
            Append(text, unit.Members.Where(static member => member is GlobalStatementSyntax));
        }

        foreach (CompilationUnitSyntax unit in units)
        {
            Append(text, unit.Members.Where(static member => member is not GlobalStatementSyntax));

            // What follows the last token: nothing, or what the parser could not place.
            text.Append(unit.EndOfFileToken.ToFullString()).Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<SyntaxNode> nodes)
    {
        foreach (SyntaxNode node in nodes)
        {
            FileLinePositionSpan place = node.SyntaxTree.GetMappedLineSpan(node.FullSpan);
            text.Append($"#line {place.StartLinePosition.Line + 1} \"{place.Path}\"\n").Append(node.ToFullString()).Append('\n');
        }
    }

    private static string LineOf(DocBlock block) => $"#line {block.Line} \"{block.Page}\"\n";

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, s_language, path, Encoding.UTF8);
}

using Pathos.Cli;

// Nothing else is named here: what a method names is loaded before it runs.
return FewDescriptors.AreTold() ? FewDescriptors.ExitCode : await CommandLine.RunAsync(args).ConfigureAwait(false);

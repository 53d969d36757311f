namespace Pathos;

/// <summary>A line that a task, or native code on its worker, wrote to the console.</summary>
/// <param name="Worker">The worker's name.</param>
/// <param name="Text">The line, without its end.</param>
/// <param name="IsError">Whether it went to standard error.</param>
/// <param name="Index">The index of the item whose task wrote it, or null when the worker cannot tell (native code, an initializer).</param>
public readonly record struct TaskOutput(string Worker, string Text, bool IsError, long? Index);

namespace Pathos.Worker;

/// <summary>A broadcast value as it was sent.</summary>
internal sealed record SentValue(byte[] Payload, Block[] Blocks);

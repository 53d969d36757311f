namespace Pathos.Worker;

/// <summary>Something that has work left which may take as long as code of the user's takes.</summary>
internal interface IDrain
{
    /// <param name="mayWait">Whether the calling thread may wait for such code.</param>
    void Drain(bool mayWait);
}

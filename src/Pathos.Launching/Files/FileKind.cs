namespace Pathos.Launching;

/// <summary>What a name in a folder stands for. The numbers are those of Unix systems.</summary>
internal enum FileKind
{
    Other = 0,
    Folder = 0x4000,
    File = 0x8000,
    Link = 0xA000,
}

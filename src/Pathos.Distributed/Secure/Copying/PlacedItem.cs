namespace Pathos.Distributed;

/// <summary>What a name in a folder stands for, seen without following links.</summary>
/// <param name="Path">The name, with its folder.</param>
/// <param name="LinkTarget">Where it leads, if it is a link.</param>
/// <param name="IsFolder">Whether it is a folder, and no link to one.</param>
/// <param name="IsThere">Whether there is anything of that name.</param>
internal readonly record struct PlacedItem(string Path, string? LinkTarget, bool IsFolder, bool IsThere)
{
    public bool IsLink => LinkTarget is not null;

    public static PlacedItem At(string path)
    {
        // Of a link both tell that it is one; which of the two kinds it leads to is not asked.
        string? link = new FileInfo(path).LinkTarget;
        bool isFolder = link is null && Directory.Exists(path);
        return new PlacedItem(path, link, isFolder, link is not null || isFolder || File.Exists(path));
    }

    public void DeleteLink()
    {
        if (OperatingSystem.IsWindows() && Directory.Exists(Path))
        {
            // A link to a folder is removed as a folder there; what it leads to stays.
            Directory.Delete(Path);
        }
        else
        {
            File.Delete(Path);
        }
    }

    /// <summary>Moves it to a name where there is nothing, or a file that it replaces.</summary>
    public void MoveTo(string target)
    {
        if (IsFolder)
        {
            Directory.Move(Path, target);
        }
        else if (IsLink)
        {
            // To move a link to a folder, .NET looks for what it leads to.
            File.Delete(target);
            File.CreateSymbolicLink(target, LinkTarget!);
            DeleteLink();
        }
        else
        {
            File.Move(Path, target, overwrite: true);
        }
    }
}

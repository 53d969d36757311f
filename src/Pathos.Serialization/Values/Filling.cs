namespace Pathos.Serialization;

/// <summary>A container that hashes, compares or sorts what it holds, and waits to be filled until that is complete.</summary>
internal abstract class Filling
{
    /// <summary>Gets or sets where in a traced walk it stands.</summary>
    public PathNode? At { get; set; }

    /// <summary>Gets or sets the types whose own code may run; null where all may.</summary>
    public DeclaredTypes? Declared { get; set; }

    /// <summary>Gets or sets the position of the guarded part in which it was met.</summary>
    public int Part { get; set; } = GuardedPart.None;

    /// <summary>Gets or sets the id of the exception whose type the part costs.</summary>
    public int PartHolder { get; set; } = GuardedPart.None;

    /// <summary>Gets or sets whether its object has what its own class declares.</summary>
    public bool IsRestored { get; set; }

    /// <summary>Gets or sets whether it holds its items.</summary>
    public bool IsFilled { get; set; }

    /// <summary>Gets or sets what was thrown when it was to be filled.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Gets the type of what it asks.</summary>
    public abstract Type KeyType { get; }

    /// <summary>Gets or sets what gives the object the fields that its own class declares.</summary>
    public Action? Restoration { get; set; }

    /// <summary>Gives an object what its own class declares, before it is asked for a hash code.</summary>
    public void Restore() => Restoration?.Invoke();

    /// <summary>Finds the type of a key that may not be called, or null.</summary>
    public virtual Type? ForeignKey() => null;

    /// <summary>Fills it, or fills it again.</summary>
    public abstract void Fill();

    /// <summary>Tells whether its items would stand elsewhere if it were filled now.</summary>
    public virtual bool IsStale() => false;
}

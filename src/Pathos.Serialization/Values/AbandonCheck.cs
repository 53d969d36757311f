namespace Pathos.Serialization;

/// <summary>Asks now and then whether a caller still waits for a graph. Counting costs nothing beside an object; asking may.</summary>
internal struct AbandonCheck
{
    private const uint Between = 4096;

    private uint _steps;

    public void Step(Func<bool>? isAbandoned)
    {
        if (++_steps % Between == 0 && isAbandoned?.Invoke() == true)
        {
            throw new AbandonedException();
        }
    }
}

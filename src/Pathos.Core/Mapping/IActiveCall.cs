namespace Pathos;

/// <summary>A call as its pool sees it: something to wait for, or to stop.</summary>
internal interface IActiveCall
{
    /// <summary>Ends the call early; its caller gets this reason.</summary>
    void Stop(Exception reason);

    /// <summary>Gets how many results a consumer has taken that is between two steps of its stream; null when the call does not wait for a
    /// consumer.</summary>
    long? TakenByPausedConsumer => null;
}

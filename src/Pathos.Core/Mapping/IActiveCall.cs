namespace Pathos;

/// <summary>A call as its pool sees it: something to wait for, or to stop.</summary>
internal interface IActiveCall
{
    /// <summary>Ends the call early; whoever waits for it gets this reason.</summary>
    void Stop(Exception reason);
}

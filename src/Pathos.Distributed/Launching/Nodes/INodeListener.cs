using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Hears what a node that several pools share says of the others, on the thread that reads its connection.</summary>
internal interface INodeListener
{
    /// <summary>So many workers may be busy at a time, and others wait or not.</summary>
    void OnGranted(WorkersGranted grant);

    void OnHelperJoined(HelperJoined helper);

    void OnHelperLeft(Guid helper);

    /// <summary>Nothing more comes.</summary>
    void OnEnded();
}

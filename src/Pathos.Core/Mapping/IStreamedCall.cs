using System.Diagnostics.CodeAnalysis;

namespace Pathos;

/// <summary>A call as the consumer of its stream drives it. One step at a time.</summary>
internal interface IStreamedCall<TOut>
{
    /// <summary>Takes the next item if it is here already and the call was not stopped. It costs no lock and no clock.</summary>
    bool TryTakeNext([MaybeNullWhen(false)] out TOut item);

    /// <summary>Waits until there is a next item to take; false at the end of the stream. Throws what the call ends with.</summary>
    ValueTask<bool> FillAsync();

    /// <summary>Ends the call, wherever it is. A step that is in progress ends it when it comes back.</summary>
    ValueTask EndAsync();
}

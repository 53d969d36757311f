using System.Diagnostics.CodeAnalysis;
using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Answers what one worker asks, in order, and never on the thread that reads from it.</summary>
/// <remarks>
/// An answer may be a file of any size. One at a time is in memory: the next is made when the worker has taken the last. A worker that asks
/// and takes nothing costs this process a list of questions, and that list is bounded.
/// </remarks>
/// <param name="sender">Where the answers go.</param>
/// <param name="onFailed">Ends the worker: a question could not be answered. Called on a thread of the library's.</param>
internal sealed class AnswerQueue(QueuedSender sender, Action<Exception> onFailed)
{
    /// <summary>So many questions may wait. Each thread of a worker asks one at a time, and waits for its answer.</summary>
    public const int Most = 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Func<Message>> _questions = new();
    private bool _isAnswering;

    /// <summary>Takes a question. Never waits.</summary>
    /// <param name="answer">Makes the answer; may read files.</param>
    /// <exception cref="InvalidDataException">The worker asks and takes no answers.</exception>
    public void Take(Func<Message> answer)
    {
        bool begins;
        lock (_gate)
        {
            if (_questions.Count >= Most)
            {
                throw new InvalidDataException($"it asks and takes no answers: {Most} questions wait");
            }

            _questions.Enqueue(answer);
            begins = !_isAnswering;
            _isAnswering = true;
        }

        if (begins)
        {
            _ = LibraryThreads.Run(AnswerAll);
        }
    }

    private void AnswerAll()
    {
        try
        {
            while (TryNext(out Func<Message>? answer))
            {
                if (!sender.TrySendInTurn(answer()))
                {
                    // The worker is gone. Nothing clears the mark that answers are made, so no later question is taken up.
                    return;
                }
            }
        }
        catch (Exception error)
        {
            onFailed(error);
        }
    }

    private bool TryNext([NotNullWhen(true)] out Func<Message>? answer)
    {
        lock (_gate)
        {
            _isAnswering = _questions.TryDequeue(out answer);
            return _isAnswering;
        }
    }
}

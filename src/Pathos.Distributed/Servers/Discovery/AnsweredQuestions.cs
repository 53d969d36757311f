using Pathos.Wire;

namespace Pathos.Distributed;

/// <summary>Remembers how often a question was answered. A process that repeats a question it heard gets no more than the one that asked
/// it. For one thread at a time.</summary>
internal sealed class AnsweredQuestions
{
    // A search asks three times by each interface.
    private const int MostAnswers = 3;

    // Of the newest questions: to push one out takes as many others of processes that hold the secret.
    private const int MostQuestions = 4096;

    private readonly Dictionary<string, int> _answers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool MayAnswer(DiscoveryQuery query)
    {
        string question = Convert.ToHexString(query.Nonce.Span);
        if (!_answers.TryGetValue(question, out int answers))
        {
            _order.Enqueue(question);
            if (_order.Count > MostQuestions)
            {
                _answers.Remove(_order.Dequeue());
            }
        }

        if (answers >= MostAnswers)
        {
            return false;
        }

        _answers[question] = answers + 1;
        return true;
    }
}

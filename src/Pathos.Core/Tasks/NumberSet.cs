namespace Pathos;

/// <summary>Numbers that are given out in order and come back in nearly any order: those up to the first that has not come back need no
/// memory.</summary>
/// <param name="first">The first number that is given out.</param>
internal sealed class NumberSet(int first)
{
    private readonly int _first = first;
    private readonly HashSet<int> _beyond = [];

    // All numbers from the first one to here are in the set; this one is not.
    private int _next = first;

    public bool Contains(int number) => (number >= _first && number < _next) || _beyond.Contains(number);

    public void Add(int number)
    {
        if (number > _next)
        {
            _beyond.Add(number);
        }
        else if (number == _next)
        {
            do
            {
                _next++;
            }
            while (_beyond.Remove(_next));
        }
    }

    /// <summary>Gets the numbers as runs of consecutive ones.</summary>
    public IReadOnlyList<(int First, int Count)> Runs()
    {
        List<(int First, int Count)> runs = [];
        if (_next > _first)
        {
            runs.Add((_first, _next - _first));
        }

        foreach (int number in _beyond.Order())
        {
            if (runs.Count > 0 && runs[^1] is var last && last.First + last.Count == number)
            {
                runs[^1] = (last.First, last.Count + 1);
            }
            else
            {
                runs.Add((number, 1));
            }
        }

        return runs;
    }
}

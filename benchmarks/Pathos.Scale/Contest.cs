namespace Pathos.Scale;

/// <summary>Several contestants that run in turn, round after round: whatever else the machine does slows all of them.</summary>
internal sealed class Contest
{
    private readonly List<(string Name, Func<double> Run)> _contestants = [];

    /// <summary>Adds a contestant; each of its runs returns one figure.</summary>
    public Contest Add(string name, Func<double> run)
    {
        _contestants.Add((name, run));
        return this;
    }

    /// <summary>Runs everyone a few times unmeasured, then measured.</summary>
    /// <returns>The median of each contestant's figures.</returns>
    public IReadOnlyDictionary<string, double> Medians(int warmUps, int rounds)
    {
        var figures = _contestants.ToDictionary(static contestant => contestant.Name, static _ => new List<double>(), StringComparer.Ordinal);
        for (int round = -warmUps; round < rounds; round++)
        {
            for (int turn = 0; turn < _contestants.Count; turn++)
            {
                // Each in each place of the order: who comes after a collection of the garbage, or before one, changes from round to round.
                (string name, Func<double> run) = _contestants[(turn + round + warmUps) % _contestants.Count];
                double figure = run();
                if (round >= 0)
                {
                    figures[name].Add(figure);
                }
            }
        }

        return figures.ToDictionary(static figure => figure.Key, static figure => Median.Of(figure.Value), StringComparer.Ordinal);
    }
}

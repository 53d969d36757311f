using System.Runtime.ExceptionServices;

namespace Pathos.Serialization;

/// <summary>Containers that hash or sort are filled when all objects of the graph exist and have their fields.</summary>
/// <remarks>
/// What is deeper in the graph was announced later, so the last announced is filled first. That order is a guess, and a check makes it
/// safe: when all are filled, the keys are asked once more. Those that answer otherwise now stand in the wrong place, so their
/// containers are filled again. Keys that answer otherwise each time depend on themselves, and are refused.
/// </remarks>
internal sealed partial class GraphReader
{
    /// <summary>Each round puts right at least one more step of a chain of containers whose hash codes depend on each other in the
    /// order in which they were announced.</summary>
    private const int MostRounds = 64;

    private readonly List<Filling> _waiting = [];

    /// <summary>Lets a container wait until what it will hold is complete.</summary>
    public void FillLast(Filling filling)
    {
        filling.At = _at;
        filling.Declared = _isData ? Input.Declared : null;
        filling.Part = _part;
        filling.PartHolder = _partHolder;
        _waiting.Add(filling);
    }

    /// <summary>Fills at once what cannot exist empty. It is checked with the others in the end.</summary>
    public void FillNow(Filling filling)
    {
        FillLast(filling);
        CheckAndFill(filling);
        filling.IsRestored = true;
    }

    /// <summary>Reads everything that follows the root.</summary>
    public void Complete()
    {
        Drain();
        ReadExceptionContents();
        if (_waiting.Count > 0)
        {
            FillToRest();
        }
    }

    private void FillToRest()
    {
        bool isAtRest = false;
        bool hasMoved = true;
        for (int round = 0; round < MostRounds && hasMoved && !isAtRest; round++)
        {
            hasMoved = FillFrom(0);
            isAtRest = AreAllAtRest();
        }

        if (!isAtRest)
        {
            GiveUpUnfilled();
        }
    }

    /// <summary>Fills those that wait since <paramref name="first"/> and are not filled. False when that came to nothing.</summary>
    private bool FillFrom(int first)
    {
        for (int i = first; i < _waiting.Count; i++)
        {
            if (!_waiting[i].IsRestored)
            {
                Try(_waiting[i], static filling =>
                {
                    filling.Restore();
                    filling.IsRestored = true;
                });
            }
        }

        bool hasMoved = false;
        for (int i = _waiting.Count - 1; i >= first; i--)
        {
            _check.Step(Input.IsAbandoned);
            Filling filling = _waiting[i];
            if (filling is { IsRestored: true, IsFilled: false })
            {
                Try(filling, CheckAndFill);
                hasMoved |= filling.IsFilled;
            }
        }

        return hasMoved;
    }

    private static void CheckAndFill(Filling filling)
    {
        if (filling.ForeignKey() is { } foreign)
        {
            throw RefusedAsData(foreign, Refusal.Key);
        }

        filling.Fill();
        filling.IsFilled = true;
    }

    private bool AreAllAtRest()
    {
        bool areAtRest = true;
        foreach (Filling filling in _waiting)
        {
            if (filling.IsFilled)
            {
                Try(filling, static filling => filling.IsFilled = !filling.IsStale());
            }

            areAtRest &= filling.IsFilled;
        }

        return areAtRest;
    }

    /// <summary>Hash codes, equality and order are code of the user's. What it throws may be over once other containers are
    /// filled.</summary>
    private static void Try(Filling filling, Action<Filling> action)
    {
        try
        {
            filling.Failure = null;
            action(filling);
        }
        catch (Exception error) when (error is not OutOfMemoryException || ForeignCode.Threw(error))
        {
            filling.Failure = error;
            filling.IsFilled = false;
        }
    }

    /// <summary>What was met in a part of an exception costs that part. Anything else costs the whole graph.</summary>
    private void GiveUpUnfilled()
    {
        foreach (Filling filling in _waiting)
        {
            if (filling.IsFilled)
            {
                continue;
            }

            if (filling.Part == GuardedPart.None)
            {
                _at = filling.At;
                throw Unfillable(filling);
            }

            (_unreadableParts ??= []).Add(filling.Part);
            NeedsAnotherPass = true;
            if (filling.PartHolder != GuardedPart.None)
            {
                (_mustBeText ??= []).Add(filling.PartHolder);
            }
        }
    }

    private Exception Unfillable(Filling filling)
    {
        if (filling.Failure is not { } failure)
        {
            string type = TypeNames.Of(filling.KeyType);
            return new ForeignCodeException(new NotShippableException(Place, type, Refusal.Restless.Reason, Refusal.Restless.Advice));
        }

        if (failure is not NotShippableException && !ForeignCode.Threw(failure))
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return new ForeignCodeException(failure);
    }
}

namespace Pathos.Serialization;

/// <summary>Refusals and the paths they name.</summary>
/// <remarks>
/// A path costs more than the walk, and almost no walk needs one. So the fast walk keeps none: when it is refused, the same walk is done
/// again with a trace, finds the same refusal (the order is deterministic), and then knows where it stands.
/// </remarks>
internal sealed partial class GraphWriter
{
    private GraphTrace? _trace;
    private ClosureReportBuilder? _report;
    private PathNode? _at;
    private PathNode? _arrayPath;

    public bool IsTraced => _trace is not null;

    public void BeginTrace(GraphTrace trace)
    {
        _trace = trace;
        _at = trace.Root;
    }

    /// <summary>Goes on after refusals and collects them, and what the rest weighs.</summary>
    public void BeginReport(ClosureReportBuilder report) => _report = report;

    public void EndReport() => _report = null;

    /// <summary>Gets where a traced walk is, or where it was when it failed.</summary>
    public string Place => (_at ?? PathNode.Unknown).ToString();

    /// <summary>Gets the type of the object whose content a walk was at; null before the first.</summary>
    public Type? Writing { get; private set; }

    private void RefuseValue(Type type, Refusal refusal) => throw Refused(TypeNames.Of(type), refusal.Reason, refusal.Advice);

    /// <summary>Lets only a declared type go whose own code runs where it is rebuilt.</summary>
    private void RequireQuiet(TypePlan plan)
    {
        if (plan.RefusalFor(Output.Declared) is { } refusal)
        {
            RefuseValue(plan.Type, refusal);
        }
    }

    private NotShippableException Refused(string typeName, string reason, string advice) =>
        new(Place, typeName, reason, advice);

    /// <summary>How a report lists a failure: foreign code that throws refuses to travel too.</summary>
    public static NotShippableException RefusalOf(Exception failure, string path)
    {
        Exception cause = failure is ForeignCodeException foreign ? foreign.Cause : failure;
        return cause as NotShippableException
            ?? new NotShippableException(
                path, TypeNames.Of(cause.GetType()), "Code that writing it calls threw this exception.",
                "A call with this closure fails with it.");
    }

    private PathNode ElementPath(Array array, PathNode? parent, int index) =>
        new(parent, _trace!.SegmentOf(array, index));

    private void WriteNewReported(object value, TypePlan plan, bool isCapturedThis)
    {
        ClosureReportBuilder report = _report!;
        ClosureReportBuilder.Place before = report.MoveTo(_at, plan.Type, Output.BodyLength);
        PathNode? here = _at;
        int depth = _depth;
        int unbuilt = _unbuilt.Count;
        _report = null;
        try
        {
            if (plan.Kind is PlanKind.Delegate or PlanKind.Reduced)
            {
                // Their parts are written at once, so the parts report for themselves and a refusal costs only the part.
                _report = report;
                WriteNewParts(value, plan);
            }
            else
            {
                WriteNew(value, plan, isCapturedThis);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            report.Refuse(RefusalOf(failure, Place));
            _depth = depth;
            _unbuilt.RemoveRange(unbuilt, _unbuilt.Count - unbuilt);
            if (!_ids.TryGet(value, out _))
            {
                // Met again, it is the same refusal; one line says it.
                _ids.Add(value, _nextId++);
            }
        }
        finally
        {
            _report = report;
            report.MoveTo(before, Output.BodyLength);
            _at = here;
        }
    }

    private void WriteNewParts(object value, TypePlan plan)
    {
        if (plan.Kind == PlanKind.Reduced)
        {
            WriteReduced(value, plan);
        }
        else
        {
            Announce(value, plan);
            WriteDelegate((Delegate)value);
        }
    }
}

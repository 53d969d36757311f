namespace Pathos.Serialization;

/// <summary>Collects a <see cref="ClosureReport"/> from a walk that goes on after refusals.</summary>
/// <remarks>Every byte is counted once: the walk says where it is, and what is written until it says
/// something else belongs to that place.</remarks>
internal sealed class ClosureReportBuilder
{
    private static readonly CodeContext s_context = ContextFor(values: null);

    private readonly CodeContext _context;
    private readonly GraphTrace _trace;
    private readonly Type _function;
    private readonly Dictionary<string, Place> _byPath = new(StringComparer.Ordinal);
    private readonly List<Place> _places = [];
    private readonly List<ClosureRefusal> _refusals = [];

    // Where the walk is, and how much of the payload is counted.
    private Place _current;
    private long _counted;

    private ClosureReportBuilder(CodeContext context, GraphTrace trace, Type function)
    {
        _context = context;
        _trace = trace;
        _function = function;
        _current = PlaceOf(trace.Root, function);
    }

    public static ClosureReport Explain(Delegate function, string rootName, IValueSerializer? values)
    {
        CodeContext context = values is null ? s_context : ContextFor(values);
        PayloadWriter writer = new(context);
        GraphWriter graph = writer.RentGraph();
        GraphTrace trace = new(rootName);
        ClosureReportBuilder builder = new(context, trace, function.GetType());
        graph.BeginTrace(trace);
        graph.BeginReport(builder);
        try
        {
            ObjectGraph.WritePasses(graph, writer, writer.Mark(), function);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            builder.Refuse(GraphWriter.RefusalOf(failure, graph.Place));
        }

        builder.MoveTo(builder._current, writer.BodyLength);
        string method = function.Method.DeclaringType is { } type ? TypeNames.Of(type) + "." + function.Method.Name : function.Method.Name;
        return new ClosureReport(
            method,
            writer.Table.Assemblies().ConvertAll(AssemblyOrigin.NameOf),
            builder._places.ConvertAll(static place => place.Entry),
            builder._refusals,
            writer.Length);
    }

    /// <summary>Forgets a pass that left out too much; the next one starts at the beginning of the payload.</summary>
    public void Clear()
    {
        _byPath.Clear();
        _places.Clear();
        _refusals.Clear();
        _counted = 0;
        _current = PlaceOf(_trace.Root, _function);
    }

    /// <summary>What is written from here on belongs to a place, or to the listed one that it lies in. Gives back
    /// the place before, to return to.</summary>
    /// <param name="position">The length of the payload now.</param>
    public Place MoveTo(PathNode? at, Type type, long position)
    {
        Place before = _current;
        MoveTo(PlaceOf(at ?? _trace.Root, type), position);
        return before;
    }

    public void MoveTo(Place place, long position)
    {
        _current.Bytes += position - _counted;
        _counted = position;
        _current = place;
    }

    public void Refuse(NotShippableException refusal) =>
        _refusals.Add(new ClosureRefusal(refusal.Path, refusal.TypeName, refusal.Reason, refusal.Advice));

    private Place PlaceOf(PathNode at, Type type)
    {
        string path = at.Listed.ToString();
        if (!_byPath.TryGetValue(path, out Place? place))
        {
            place = new Place(path, TypeNames.Of(type), _context.PlanOf(type));
            _byPath.Add(path, place);
            _places.Add(place);
        }

        return place;
    }

    private static CodeContext ContextFor(IValueSerializer? values) => new(new LoadedAssemblies(), [new CarriedByPools()], values);

    private static TravelRule RuleOf(TypePlan plan) => plan.Kind switch
    {
        PlanKind.Refused => TravelRule.Refused,
        PlanKind.UserSerialized => TravelRule.ValueSerializer,
        PlanKind.Singleton => TravelRule.WellKnownInstance,
        PlanKind.Delegate => TravelRule.Code,
        PlanKind.String or PlanKind.Raw or PlanKind.Native => TravelRule.Memory,
        PlanKind.Array => TravelRule.Elements,
        PlanKind.Reduced => plan.Reducer switch
        {
            RegisteredReducer => TravelRule.Registered,
            CarriedByPools => TravelRule.CarriedByPool,
            _ => TravelRule.BuiltIn,
        },
        _ => TravelRule.Fields,
    };

    /// <summary>A line of the report in the making.</summary>
    public sealed class Place(string path, string type, TypePlan plan)
    {
        public long Bytes { get; set; }

        public ClosureEntry Entry => RuleOf(plan) is TravelRule.BuiltIn and var rule
            ? new(path, type, Bytes, rule) { RuleName = plan.Reducer!.RuleName }
            : new(path, type, Bytes, RuleOf(plan));
    }
}

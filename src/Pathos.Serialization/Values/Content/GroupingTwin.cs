using System.Reflection;

namespace Pathos.Serialization;

/// <summary>A group of <c>GroupBy</c> or of a lookup. All groups hang together in a list: one alone leaves it.</summary>
internal sealed class GroupingTwin(Type holder) : ContentTwin
{
    private readonly FieldInfo? _elements = FieldOf(holder, "_elements");
    private readonly FieldInfo? _count = FieldOf(holder, "_count");
    private readonly FieldInfo? _hashCode = FieldOf(holder, "_hashCode");
    private readonly FieldInfo? _hashNext = FieldOf(holder, "_hashNext");
    private readonly FieldInfo? _next = FieldOf(holder, "_next");

    protected override bool IsUsable =>
        _elements is not null && _count is not null && _hashCode is not null && _hashNext is not null && _next is not null;

    public override object Of(object value)
    {
        object twin = Clone(value);
        Array elements = (Array)_elements!.GetValue(twin)!;
        int count = (int)_count!.GetValue(twin)!;
        if (elements.Length - count > (IsExact ? 0 : FewPlaces))
        {
            _elements.SetValue(twin, Cut(elements, count));
        }

        // Where the group stood, which only the lookup asks.
        _hashCode!.SetValue(twin, 0);
        _hashNext!.SetValue(twin, null);
        _next!.SetValue(twin, null);
        return twin;
    }
}

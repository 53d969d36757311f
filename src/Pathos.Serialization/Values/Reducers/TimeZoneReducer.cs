using System.Runtime.CompilerServices;
using Rule = System.TimeZoneInfo.AdjustmentRule;
using Transition = System.TimeZoneInfo.TransitionTime;

namespace Pathos.Serialization;

/// <summary>A time zone with its rules. Where the far side knows the zone by its id, with the same rules and names, its own stands for
/// it.</summary>
/// <remarks>
/// The text of <see cref="TimeZoneInfo.ToSerializedString"/> says less than a zone of the system holds, and of most of them it says
/// something that cannot be read again.
/// </remarks>
internal sealed class TimeZoneReducer : Reducer
{
    public override string RuleName => "time zone: its id and rules";

    private const byte IsLocal = 1;
    private const byte HasIanaId = 2;
    private const byte ObservesDaylight = 4;

    public override bool IsInert => true;

    public override bool Handles(Type type) => type == typeof(TimeZoneInfo);

    public override void Write(object value, GraphWriter writer)
    {
        TimeZoneInfo zone = (TimeZoneInfo)value;
        int flags = (ReferenceEquals(zone, TimeZoneInfo.Local) ? IsLocal : 0) | (zone.HasIanaId ? HasIanaId : 0)
            | (zone.SupportsDaylightSavingTime ? ObservesDaylight : 0);
        writer.WriteByte((byte)flags);
        writer.WriteString(zone.Id);
        writer.WriteString(zone.DisplayName);
        writer.WriteString(zone.StandardName);
        writer.WriteString(zone.DaylightName);
        writer.WriteRaw(zone.BaseUtcOffset.Ticks);
        Rule[] rules = ZoneParts.Rules(zone) ?? [];
        writer.WriteVarInt(rules.Length);
        foreach (Rule rule in rules)
        {
            WriteRule(rule, writer);
        }
    }

    public override object Read(Type type, GraphReader reader)
    {
        byte flags = reader.ReadByte();
        string id = reader.ReadString() ?? string.Empty;
        string? displayName = reader.ReadString();
        string? standardName = reader.ReadString();
        string? daylightName = reader.ReadString();
        TimeSpan offset = new(reader.ReadRaw<long>());
        var rules = new Rule[reader.Input.ReadLength()];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = ReadRule(reader);
        }

        Rule[]? sentRules = rules.Length == 0 ? null : rules;
        bool observesDaylight = (flags & ObservesDaylight) != 0;
        bool hasIanaId = (flags & HasIanaId) != 0;
        TimeZoneInfo sent = ZoneParts.Make(id, offset, displayName, standardName, daylightName, sentRules, observesDaylight, hasIanaId);
        if ((flags & IsLocal) != 0 && ZoneParts.AreSame(TimeZoneInfo.Local, sent))
        {
            return TimeZoneInfo.Local;
        }

        // An id that a peer chose may be looked for: .NET takes none that leads out of the folder of zones.
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? known) && ZoneParts.AreSame(known, sent) ? known : sent;
    }

    private static void WriteRule(Rule rule, GraphWriter writer)
    {
        writer.WriteRaw(rule.DateStart.ToBinary());
        writer.WriteRaw(rule.DateEnd.ToBinary());
        writer.WriteRaw(rule.DaylightDelta.Ticks);
        writer.WriteRaw(rule.DaylightTransitionStart);
        writer.WriteRaw(rule.DaylightTransitionEnd);
        writer.WriteRaw(rule.BaseUtcOffsetDelta.Ticks);
        writer.WriteByte(ZoneParts.IsWithoutTransitions(rule) ? (byte)1 : (byte)0);
    }

    private static Rule ReadRule(GraphReader reader) => ZoneParts.CreateRule(
        DateTime.FromBinary(reader.ReadRaw<long>()),
        DateTime.FromBinary(reader.ReadRaw<long>()),
        new TimeSpan(reader.ReadRaw<long>()),
        reader.ReadRaw<Transition>(),
        reader.ReadRaw<Transition>(),
        new TimeSpan(reader.ReadRaw<long>()),
        reader.ReadByte() == 1);
}

/// <summary>What a zone of the system holds, and no public member says or makes.</summary>
internal static class ZoneParts
{
    public static TimeZoneInfo Make(
        string id, TimeSpan offset, string? displayName, string? standardName, string? daylightName, Rule[]? rules, bool observesDaylight,
        bool hasIanaId)
    {
        TimeZoneInfo zone = Create(id, offset, displayName, standardName, daylightName, rules, isWithoutDaylight: false, hasIanaId);
        if (zone.SupportsDaylightSavingTime != observesDaylight)
        {
            zone = Create(id, offset, displayName, standardName, daylightName, rules, isWithoutDaylight: true, hasIanaId);

            // The constructor drops a name that its zone does not use, and .NET then asks the system for one.
            DaylightNameOf(zone) = daylightName;
        }

        return zone;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern Rule CreateRule(
        DateTime start, DateTime end, TimeSpan delta, Transition daylightStart, Transition daylightEnd, TimeSpan offsetDelta,
        bool isWithoutTransitions);

    public static Rule[]? Rules(TimeZoneInfo zone) => RulesOf(zone);

    public static bool IsWithoutTransitions(Rule rule) => IsWithout(rule);

    /// <summary>Tells whether two zones of one id are the same in all that they do and say.</summary>
    public static bool AreSame(TimeZoneInfo a, TimeZoneInfo b) => string.Equals(a.Id, b.Id, StringComparison.Ordinal)
        && a.BaseUtcOffset == b.BaseUtcOffset && a.SupportsDaylightSavingTime == b.SupportsDaylightSavingTime && a.HasIanaId == b.HasIanaId
        && a.DisplayName == b.DisplayName && a.StandardName == b.StandardName && a.DaylightName == b.DaylightName
        && AreSame(RulesOf(a) ?? [], RulesOf(b) ?? []);

    private static bool AreSame(Rule[] a, Rule[] b)
    {
        for (int i = 0; i < a.Length && i < b.Length; i++)
        {
            if (!a[i].Equals(b[i]) || IsWithout(a[i]) != IsWithout(b[i]))
            {
                return false;
            }
        }

        return a.Length == b.Length;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    private static extern TimeZoneInfo Create(
        string id, TimeSpan offset, string? displayName, string? standardName, string? daylightName, Rule[]? rules, bool isWithoutDaylight,
        bool hasIanaId);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_daylightDisplayName")]
    private static extern ref string? DaylightNameOf(TimeZoneInfo zone);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_adjustmentRules")]
    private static extern ref Rule[]? RulesOf(TimeZoneInfo zone);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_noDaylightTransitions")]
    private static extern ref bool IsWithout(Rule rule);
}

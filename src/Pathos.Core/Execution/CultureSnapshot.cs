using System.Globalization;

namespace Pathos;

/// <summary>Freezes a culture that can still change: tasks see it as it was when their verb was called, and cannot change the caller's
/// own.</summary>
internal static class CultureSnapshot
{
    // Programs that change a culture use one or two of them all the time. Their copies are made again only when they have changed since.
    private static Copy? s_last;
    private static Copy? s_lastButOne;

    /// <summary>The culture itself where nothing can change it, else a copy that nothing can change.</summary>
    public static CultureInfo Of(CultureInfo culture)
    {
        if (culture.IsReadOnly)
        {
            return culture;
        }

        Copy? last = Volatile.Read(ref s_last);
        if (last?.Holds(culture) == true)
        {
            return last.Frozen;
        }

        Copy? lastButOne = Volatile.Read(ref s_lastButOne);
        if (lastButOne?.Holds(culture) == true)
        {
            return lastButOne.Frozen;
        }

        var made = new Copy(culture, CultureInfo.ReadOnly(culture));
        Volatile.Write(ref s_lastButOne, last);
        Volatile.Write(ref s_last, made);
        return made.Frozen;
    }

    private static bool AreEqual(NumberFormatInfo a, NumberFormatInfo b) =>
        a.CurrencyDecimalDigits == b.CurrencyDecimalDigits
        && a.CurrencyDecimalSeparator == b.CurrencyDecimalSeparator
        && a.CurrencyGroupSeparator == b.CurrencyGroupSeparator
        && a.CurrencyGroupSizes.AsSpan().SequenceEqual(b.CurrencyGroupSizes)
        && a.CurrencyNegativePattern == b.CurrencyNegativePattern
        && a.CurrencyPositivePattern == b.CurrencyPositivePattern
        && a.CurrencySymbol == b.CurrencySymbol
        && a.DigitSubstitution == b.DigitSubstitution
        && a.NaNSymbol == b.NaNSymbol
        && a.NativeDigits.AsSpan().SequenceEqual(b.NativeDigits)
        && a.NegativeInfinitySymbol == b.NegativeInfinitySymbol
        && a.NegativeSign == b.NegativeSign
        && a.NumberDecimalDigits == b.NumberDecimalDigits
        && a.NumberDecimalSeparator == b.NumberDecimalSeparator
        && a.NumberGroupSeparator == b.NumberGroupSeparator
        && a.NumberGroupSizes.AsSpan().SequenceEqual(b.NumberGroupSizes)
        && a.NumberNegativePattern == b.NumberNegativePattern
        && a.PercentDecimalDigits == b.PercentDecimalDigits
        && a.PercentDecimalSeparator == b.PercentDecimalSeparator
        && a.PercentGroupSeparator == b.PercentGroupSeparator
        && a.PercentGroupSizes.AsSpan().SequenceEqual(b.PercentGroupSizes)
        && a.PercentNegativePattern == b.PercentNegativePattern
        && a.PercentPositivePattern == b.PercentPositivePattern
        && a.PercentSymbol == b.PercentSymbol
        && a.PerMilleSymbol == b.PerMilleSymbol
        && a.PositiveInfinitySymbol == b.PositiveInfinitySymbol
        && a.PositiveSign == b.PositiveSign;

    private static bool AreEqual(DateTimeFormatInfo a, DateTimeFormatInfo b) =>
        a.Calendar.GetType() == b.Calendar.GetType()
        && a.CalendarWeekRule == b.CalendarWeekRule
        && a.FirstDayOfWeek == b.FirstDayOfWeek
        && a.AMDesignator == b.AMDesignator
        && a.PMDesignator == b.PMDesignator
        && a.DateSeparator == b.DateSeparator
        && a.TimeSeparator == b.TimeSeparator
        && a.FullDateTimePattern == b.FullDateTimePattern
        && a.LongDatePattern == b.LongDatePattern
        && a.ShortDatePattern == b.ShortDatePattern
        && a.LongTimePattern == b.LongTimePattern
        && a.ShortTimePattern == b.ShortTimePattern
        && a.MonthDayPattern == b.MonthDayPattern
        && a.YearMonthPattern == b.YearMonthPattern
        && a.DayNames.AsSpan().SequenceEqual(b.DayNames)
        && a.AbbreviatedDayNames.AsSpan().SequenceEqual(b.AbbreviatedDayNames)
        && a.ShortestDayNames.AsSpan().SequenceEqual(b.ShortestDayNames)
        && a.MonthNames.AsSpan().SequenceEqual(b.MonthNames)
        && a.MonthGenitiveNames.AsSpan().SequenceEqual(b.MonthGenitiveNames)
        && a.AbbreviatedMonthNames.AsSpan().SequenceEqual(b.AbbreviatedMonthNames)
        && a.AbbreviatedMonthGenitiveNames.AsSpan().SequenceEqual(b.AbbreviatedMonthGenitiveNames);

    private sealed record Copy(CultureInfo Live, CultureInfo Frozen)
    {
        public bool Holds(CultureInfo culture) =>
            ReferenceEquals(Live, culture) && AreEqual(culture.NumberFormat, Frozen.NumberFormat) && AreEqual(culture.DateTimeFormat, Frozen.DateTimeFormat);
    }
}

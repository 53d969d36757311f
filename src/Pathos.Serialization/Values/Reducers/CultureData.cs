using System.Globalization;
using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Finds the culture that a format or region belongs to. .NET keeps that to itself.</summary>
internal static class CultureData
{
    private const BindingFlags Inside = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly FieldInfo? s_ofFormat = typeof(DateTimeFormatInfo).GetField("_cultureData", Inside);
    private static readonly FieldInfo? s_ofRegion = typeof(RegionInfo).GetField("_cultureData", Inside);
    private static readonly PropertyInfo? s_name = s_ofFormat?.FieldType.GetProperty("CultureName", Inside);

    public static string NameOf(DateTimeFormatInfo format) => Name(s_ofFormat, format);

    public static string NameOf(RegionInfo region) => Name(s_ofRegion, region);

    private static string Name(FieldInfo? field, object holder) =>
        field is not null && s_name?.GetValue(field.GetValue(holder)) is string name
            ? name
            : throw new MissingMemberException(holder.GetType().FullName, "_cultureData.CultureName");
}

using System.Reflection;

namespace Pathos.Serialization;

/// <summary>An object without the fields that tell how its content came about.</summary>
internal sealed class IdentityTwin(ContentTwin? content, FieldInfo[] passing) : ContentTwin
{
    protected override bool IsUsable => true;

    public override object Of(object value)
    {
        object twin = content?.Of(value) ?? value;
        if (ReferenceEquals(twin, value))
        {
            twin = Clone(value);
        }

        foreach (FieldInfo field in passing)
        {
            field.SetValue(twin, null);
        }

        return twin;
    }
}

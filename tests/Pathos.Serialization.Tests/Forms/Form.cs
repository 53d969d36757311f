#if UNOPTIMIZED
namespace Pathos.Serialization.Tests.Unoptimized;
#else
namespace Pathos.Serialization.Tests.Optimized;
#endif

/// <summary>One form of C# in which a lambda uses the object that it was written in.</summary>
/// <param name="Name">The form.</param>
/// <param name="Expected">What the lambda gives.</param>
/// <param name="Make">Makes the lambda, afresh each time.</param>
public sealed record Form(string Name, string Expected, Func<Func<object?>> Make)
{
    public static IEnumerable<Form> Pruned() => [.. FieldForms.All(), .. MemberForms.All(), .. TreeForms.All(), .. FileLocalForms.All()];

    public static IEnumerable<Form> Escaping() => EscapingForms.All();
}

using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Where a reading process gets the user assemblies that a payload mentions. The two sides of
/// a pool differ in nothing else.</summary>
internal interface ITypeSource
{
    /// <summary>Gets exactly this build; throws a <see cref="CodeException"/> when it cannot be had. Called concurrently.</summary>
    Assembly Resolve(AssemblyIdentity identity);
}

using System.Reflection;

namespace Pathos.Serialization;

/// <summary>Where a reading process gets the user assemblies that a payload mentions, and how a writing one names them. The two sides of
/// a pool differ in nothing else.</summary>
internal interface ITypeSource
{
    /// <summary>Gets exactly this build, in its load context; throws a <see cref="CodeException"/> when it cannot be had. Called
    /// concurrently.</summary>
    Assembly Resolve(AssemblyIdentity identity);

    /// <summary>Says in which load context an assembly is.</summary>
    ContextMark MarkOf(Assembly assembly);

    /// <summary>Tells whether what is resolved in a context may be unloaded later, so that nothing may hold it.</summary>
    bool MayBeUnloaded(in ContextMark context);
}

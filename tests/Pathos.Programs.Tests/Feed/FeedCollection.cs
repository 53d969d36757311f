namespace Pathos.Programs.Tests;

/// <summary>All programs are built from one feed, one after the other: a build fills the machine by itself.</summary>
[CollectionDefinition(Name)]
public sealed class FeedCollection : ICollectionFixture<PackageFeed>
{
    public const string Name = "feed";
}

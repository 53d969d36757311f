namespace Pathos.Wire;

/// <summary>A peer that has proved to know the secret, and what it wants.</summary>
internal readonly record struct Admission(Transport Transport, Greeting Greeting);

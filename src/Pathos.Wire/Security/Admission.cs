namespace Pathos.Wire;

/// <summary>Somebody who has proved to know the secret, and what he came for.</summary>
internal readonly record struct Admission(Transport Transport, Greeting Greeting);

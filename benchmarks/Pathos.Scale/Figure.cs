namespace Pathos.Scale;

/// <summary>One measured number with its unit.</summary>
internal readonly record struct Figure(double Value, Unit Unit)
{
    public static Figure Seconds(double value) => new(value, Unit.Seconds);

    public static Figure BytesPerSecond(double value) => new(value, Unit.BytesPerSecond);

    public static Figure Bytes(double value) => new(value, Unit.Bytes);

    public static Figure PerSecond(double value) => new(value, Unit.PerSecond);

    public static Figure Share(double value) => new(value, Unit.Share);

    /// <summary>Gets whether more is better.</summary>
    public bool IsRate => Unit is Unit.BytesPerSecond or Unit.PerSecond;

    public override string ToString() => Unit switch
    {
        Unit.Seconds when Value < 1e-3 => $"{Value * 1e6:0.0} µs",
        Unit.Seconds when Value < 1 => $"{Value * 1e3:0.0} ms",
        Unit.Seconds => $"{Value:0.00} s",
        Unit.BytesPerSecond => $"{Value / 1e9:0.00} GB/s",
        Unit.Bytes => $"{Value / 1e6:0} MB",
        Unit.PerSecond when Value >= 1e6 => $"{Value / 1e6:0.0} million /s",
        Unit.PerSecond when Value >= 1e3 => $"{Value / 1e3:0.0} thousand /s",
        Unit.PerSecond => $"{Value:0.0} /s",
        _ => $"{Value * 100:0.00} % of a core",
    };
}

internal enum Unit
{
    Seconds,
    BytesPerSecond,
    Bytes,
    PerSecond,
    Share,
}

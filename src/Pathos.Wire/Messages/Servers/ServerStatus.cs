namespace Pathos.Wire;

/// <summary>Who uses a server, and who works for it.</summary>
/// <param name="Workers">How many tasks it runs at a time.</param>
/// <param name="IsDraining">Whether it takes no new clients, and ends when those of now have gone.</param>
internal sealed record ServerStatus(int ProtocolVersion, int Workers, bool IsDraining, IReadOnlyList<ClientStatus> Clients, IReadOnlyList<HelperStatus> Helpers) : MessageFields
{
    public override int MaxSize => 17 + Clients.Sum(static client => client.MaxSize) + Helpers.Sum(static helper => helper.MaxSize);

    public static ServerStatus Read(ReadOnlySpan<byte> body)
    {
        var reader = new FieldReader(body);
        int version = reader.Int32();
        int workers = reader.Int32("ServerStatus.Workers", 0, Bounds.Workers);
        bool isDraining = reader.Boolean();
        var clients = new ClientStatus[reader.Count(ClientStatus.MinSize)];
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i] = ClientStatus.Read(ref reader);
        }

        var helpers = new HelperStatus[reader.Count(HelperStatus.MinSize)];
        for (int i = 0; i < helpers.Length; i++)
        {
            helpers[i] = HelperStatus.Read(ref reader);
        }

        return new ServerStatus(version, workers, isDraining, clients, helpers);
    }

    public override int Write(Span<byte> destination)
    {
        var writer = new FieldWriter(destination);
        writer.Int32(ProtocolVersion);
        writer.Int32(Workers);
        writer.Boolean(IsDraining);
        writer.Int32(Clients.Count);
        foreach (ClientStatus client in Clients)
        {
            client.Write(ref writer);
        }

        writer.Int32(Helpers.Count);
        foreach (HelperStatus helper in Helpers)
        {
            helper.Write(ref writer);
        }

        return writer.Written;
    }
}

/// <summary>One pool that uses the server.</summary>
internal sealed record ClientStatus(string Client, TimeSpan Connected, int Share, int Busy, long Tasks)
{
    public const int MinSize = FixedSize + sizeof(int);

    private const int FixedSize = 24;

    public int MaxSize => FixedSize + FieldWriter.SizeOf(Client);

    public static ClientStatus Read(ref FieldReader reader) => new(
        reader.Text("ClientStatus.Client", Bounds.Name),
        new TimeSpan(reader.Ticks("ClientStatus.Connected")),
        reader.Int32("ClientStatus.Share", 0, Bounds.Workers),
        reader.Int32("ClientStatus.Busy", 0, Bounds.Processes),
        reader.Int64("ClientStatus.Tasks", 0, long.MaxValue));

    public void Write(ref FieldWriter writer)
    {
        writer.Text(Client);
        writer.Int64(Connected.Ticks);
        writer.Int32(Share);
        writer.Int32(Busy);
        writer.Int64(Tasks);
    }
}

/// <summary>One machine that works for the server.</summary>
internal sealed record HelperStatus(string Name, string Address, TimeSpan Connected, int Workers)
{
    public const int MinSize = FixedSize + (2 * sizeof(int));

    private const int FixedSize = 12;

    public int MaxSize => FixedSize + FieldWriter.SizeOf(Name) + FieldWriter.SizeOf(Address);

    public static HelperStatus Read(ref FieldReader reader) => new(
        reader.Text("HelperStatus.Name", Bounds.Name),
        reader.Text("HelperStatus.Address", Bounds.Name),
        new TimeSpan(reader.Ticks("HelperStatus.Connected")),
        reader.Int32("HelperStatus.Workers", 0, Bounds.Workers));

    public void Write(ref FieldWriter writer)
    {
        writer.Text(Name);
        writer.Text(Address);
        writer.Int64(Connected.Ticks);
        writer.Int32(Workers);
    }
}

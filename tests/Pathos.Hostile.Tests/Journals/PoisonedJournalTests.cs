using System.Buffers;
using Pathos.Journals;
using Pathos.Serialization;

namespace Pathos.Hostile.Tests;

/// <summary>A journal that an attacker wrote into, with right checksums: what stands in it is data of the declared type, or its items run again.</summary>
public sealed class PoisonedJournalTests
{
    public static TheoryData<string> Samples() => HostileAnswerTests.Samples();

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Result_IsAGadget_ItsItemRunsAgain(string gadget)
    {
        using var trap = new Trap();
        using var folder = new TestFolder();
        string path = Path.Combine(folder.Path, "journal");
        await using Pool pool = Pool.Serial();
        Func<int, object> function = static x => x * 2;
        using (Journal journal = Journal.Open(path))
        {
            pool.Map(function, [1, 2, 3], new MapOptions { Journal = journal });
        }

        Poison(path, FrozenFormat.Pack(GadgetTests.Build(trap, () => Gadgets.All[gadget].Write<object>(static value => value, typeof(PoisonedJournalTests)))));

        using Journal poisoned = Journal.Open(path);
        object[] results = pool.Map(function, [1, 2, 3], new MapOptions { Journal = poisoned });

        Assert.Equal([2, 4, 6], results);
        Assert.Equal(6, poisoned.Count - 3);
        Assert.Equal(0, poisoned.Restored);
        trap.AssertUntouched();
    }

    /// <summary>Adds a record for each result that is there: the newest counts.</summary>
    private static void Poison(string path, byte[] result)
    {
        using JournalFile file = JournalFile.Open(path, new JournalOptions());
        foreach (ResultRecord known in file.Results.ToArray())
        {
            var record = new ArrayBufferWriter<byte>();
            int fields = RecordFormat.HeadSize + RecordFormat.ResultFieldsSize;
            RecordFormat.WriteResultFields(record.GetSpan(fields)[RecordFormat.HeadSize..], known.Function, known.Argument, known.Index);
            record.Advance(fields);
            record.Write(result);
            JournalFile.EndRecord(record, 0);
            file.Append(record.WrittenSpan);
        }
    }
}

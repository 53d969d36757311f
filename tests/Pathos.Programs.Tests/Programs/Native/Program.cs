using Microsoft.Data.Sqlite;
using Pathos;

PoolFacts.Tell(Console.WriteLine);

using Pool pool = Pool.Processes(1);
Console.WriteLine($"native={pool.Pipe(static word => Upper(word), "sqlite")}");

static string Upper(string word)
{
    using var connection = new SqliteConnection("Data Source=:memory:");
    connection.Open();
    using SqliteCommand command = connection.CreateCommand();
    command.CommandText = "select upper($word)";
    command.Parameters.AddWithValue("$word", word);
    return (string)command.ExecuteScalar()!;
}

#!/usr/bin/env dotnet
// Elsewhere this line is: #:package Pathos@0.1.0
#:project ../../src/Pathos/Pathos.csproj
#:property PublishAot=false

// A whole program in one file: dotnet run app.cs
using Pathos;

int limit = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 200_000;
int parts = 16;

await using Pool pool = Pool.Processes();
int[] found = pool.Map(part => Primes(part, parts, limit), Enumerable.Range(0, parts));
Console.WriteLine($"{found.Sum()} primes below {limit}");

// Every sixteenth number, so that no part has only the big ones.
static int Primes(int first, int step, int limit)
{
    int count = 0;
    for (int candidate = first; candidate < limit; candidate += step)
    {
        count += IsPrime(candidate) ? 1 : 0;
    }

    return count;
}

static bool IsPrime(int candidate)
{
    for (int divisor = 2; divisor * divisor <= candidate; divisor++)
    {
        if (candidate % divisor == 0)
        {
            return false;
        }
    }

    return candidate > 1;
}

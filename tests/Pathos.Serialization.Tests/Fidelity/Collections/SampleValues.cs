using System.Collections;
using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Pathos.Serialization.Tests;

/// <summary>Values to fill collections with, in an order that is not sorted. The last one is never put in.</summary>
internal static class SampleValues
{
    public const int Filled = 5;

    private static readonly string[] s_texts = ["pear", "apple", "fig", "date", "cherry", "absent"];
    private static readonly int[] s_numbers = [7, 3, 9, 1, 5, 4];

    /// <summary>Gets a value of the type, or null where none is known.</summary>
    public static object? Of(Type type, int index)
    {
        string text = s_texts[index];
        int number = s_numbers[index];
        if (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        {
            return Pair(type, index);
        }

        return type == typeof(string) || type == typeof(object) || type == typeof(IComparable) ? text
            : type == typeof(int) ? number
            : type == typeof(Person) ? new Person(text, number)
            : type == typeof(long) ? (long)number
            : type == typeof(double) ? number / 2.0
            : type == typeof(byte) ? (byte)number
            : type == typeof(char) ? text[0]
            : type == typeof(bool) ? number > 4
            : type == typeof(Guid) ? new Guid(number, 0, 0, new byte[8])
            : type == typeof(DateTime) ? new DateTime(2020, 1, number, 0, 0, 0, DateTimeKind.Utc)
            : type == typeof(DateTimeOffset) ? new DateTimeOffset(2020, 1, number, 0, 0, 0, TimeSpan.Zero)
            : type == typeof(StringValues) ? new StringValues([text, "more"])
            : type == typeof(StringSegment) ? new StringSegment(text)
            : type == typeof(Cookie) ? new Cookie(text, "v", "/", text + ".example")
            : type == typeof(MailAddress) ? new MailAddress(text + "@example.com")
            : type == typeof(IPAddress) ? new IPAddress([10, 0, 0, (byte)number])
            : type == typeof(Uri) ? new Uri($"http://{text}.example/")
            : type == typeof(Type) ? (number > 4 ? typeof(int) : typeof(string))
            : type == typeof(DictionaryEntry) ? new DictionaryEntry(text, number)
            : type == typeof(SetCookieHeaderValue) ? new SetCookieHeaderValue(text, "v")
            : null;
    }

    private static object? Pair(Type type, int index)
    {
        Type[] arguments = type.GetGenericArguments();
        return Of(arguments[0], index) is { } key && Of(arguments[1], index) is { } value ? Activator.CreateInstance(type, key, value) : null;
    }
}

/// <summary>A user's own key and item.</summary>
public sealed record Person(string Name, int Age);

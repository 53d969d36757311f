using System.Net;

namespace Pathos.Serialization.Tests;

/// <summary>Values of .NET that remember their hash code, or compare by reference what exists once a process.</summary>
[Collection(PeerTests.Name)]
public sealed class RememberedHashTests(PeerProcess peer)
{
    [Fact]
    public void Address_WhoseHashCodeWasAsked_IsFoundInAnotherProcess()
    {
        IPAddress address = IPAddress.Parse("2001:db8::5%7");
        _ = address.GetHashCode();
        Dictionary<IPAddress, int> map = new() { [address] = 1 };

        Assert.Equal(true, peer.Run(new Func<object?>(() => map.ContainsKey(IPAddress.Parse("2001:db8::5%7")) && address.ScopeId == 7)));
        Assert.Equal(address, DataTrip.Of(address));
        Assert.Equal("10.0.0.1", DataTrip.Of(IPAddress.Parse("10.0.0.1")).ToString());
    }

    [Fact]
    public void Method_WhoseHashCodeWasAsked_IsFoundInAnotherProcess()
    {
        HttpMethod own = new("purge");
        _ = own.GetHashCode();
        _ = HttpMethod.Get.GetHashCode();
        Dictionary<HttpMethod, int> map = new() { [own] = 1, [HttpMethod.Get] = 2 };

        Assert.Equal(true, peer.Run(new Func<object?>(() => map[new HttpMethod("PURGE")] == 1 && map[HttpMethod.Get] == 2)));
        Assert.Same(HttpMethod.Get, RoundTrip.Of(HttpMethod.Get));
        Assert.Equal("purge", DataTrip.Of(own).Method);
    }

    [Fact]
    public void Headers_OfAMessage_AreFoundAndParsedInAnotherProcess()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "http://a.example/");
        request.Headers.Accept.ParseAdd("text/html; q=0.5");
        request.Headers.TryAddWithoutValidation("X-Own", ["1", "2"]);
        System.Net.Http.Headers.HttpRequestHeaders headers = request.Headers;

        Assert.Equal("text/html; q=0.5|1,2|False", peer.Run(new Func<object?>(() => $"{headers.Accept}|{string.Join(",", headers.GetValues("x-own"))}|{headers.Contains("Host")}")));
        Assert.Equal(headers.ToString(), DataTrip.Of(headers).ToString());
    }

    [Fact]
    public void Request_WithContent_StaysWhole()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "http://a.example/") { Content = new ByteArrayContent([1, 2, 3]) };
        request.Content.Headers.ContentType = new("text/plain");

        using HttpRequestMessage copy = RoundTrip.Of(request);

        Assert.Equal("text/plain", copy.Content!.Headers.ContentType!.ToString());
        Assert.Equal(3, copy.Content.Headers.ContentLength);
        copy.Headers.Add("Accept", "a/b");
        Assert.Equal("a/b", copy.Headers.Accept.ToString());
    }
}

namespace Pathos;

/// <summary>Opens pools on servers.</summary>
public static class ServerPools
{
    extension(Pool)
    {
        /// <summary>Opens a pool on a server that was started with <c>pathos serve</c> or <see cref="PoolServer"/>.</summary>
        /// <param name="server">Its spec, <c>tcp://host:port</c>, with the number of workers if it should not be all that the server
        /// offers: <c>tcp://host:port/4</c>. <c>tcp://*</c> is all servers of the local network that hold the secret, each as if it had
        /// been named.</param>
        /// <param name="credentials">The secret that the server holds too.</param>
        /// <param name="options">How to open it; null for the defaults.</param>
        /// <returns>The pool; it connects in the background.</returns>
        /// <exception cref="HostSpecException">The spec is not well formed, or names no server.</exception>
        public static Pool Connect(string server, PoolCredentials credentials, PoolOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(credentials);
            var spec = HostSpec.Parse(server);
            return spec.Scheme == "tcp"
                ? Pool.Open(RemotePoolOptions.From(options ?? new PoolOptions()) with { Credentials = credentials }, server)
                : throw new HostSpecException(server, 0, $"A server is named by tcp://host:port, not by '{spec.Scheme}'.");
        }
    }
}

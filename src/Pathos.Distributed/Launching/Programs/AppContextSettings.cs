namespace Pathos.Distributed;

/// <summary>
/// What this program has in <see cref="AppContext"/>: the switches of its runtime configuration, and what it set itself since it started.
/// </summary>
/// <param name="Texts">Switches and texts. Workers start with them, because the runtime reads many of them once and early.</param>
/// <param name="Values">Data of other simple types, such as the default timeout of regular expressions.</param>
internal sealed record AppContextSettings(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<KeyValuePair<string, object>> Values)
{
    // What the host of .NET tells every process of itself: a worker has its own, and would not start with two.
    private static readonly HashSet<string> s_hosts = new(StringComparer.Ordinal)
    {
        "TRUSTED_PLATFORM_ASSEMBLIES", "NATIVE_DLL_SEARCH_DIRECTORIES", "PLATFORM_RESOURCE_ROOTS", "APP_CONTEXT_BASE_DIRECTORY",
        "APP_CONTEXT_DEPS_FILES", "FX_DEPS_FILE",
        "PROBING_DIRECTORIES", "RUNTIME_IDENTIFIER", "HOST_RUNTIME_CONTRACT", "APP_PATHS", "APP_NI_PATHS", "STARTUP_HOOKS",
        "FX_PRODUCT_VERSION", "BUNDLE_PROBE",
        "PINVOKE_OVERRIDE", "HOSTPOLICY_EMBEDDED", OpenerProgram.ConfigFileKey,
    };

    private static readonly string[] s_workersOwn =
    [
        // How a worker collects garbage is decided for workers.
        "System.GC.",

        // What a file-based program is built without is there in every worker, and makes their own code faster.
        "System.Runtime.CompilerServices.RuntimeFeature.", "System.StartupHookProvider.",
    ];

    public static AppContextSettings OfThisProcess()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var values = new List<KeyValuePair<string, object>>();
        if (PrivateStatics.Read<Dictionary<string, object?>>(typeof(AppContext), "s_dataStore") is { } data)
        {
            // The framework guards the table by itself.
            lock (data)
            {
                foreach ((string name, object? value) in data)
                {
                    if (value is null || !Travels(name))
                    {
                        continue;
                    }

                    if (value is string text)
                    {
                        texts[name] = text;
                    }
                    else if (IsSimple(value))
                    {
                        values.Add(new(name, value));
                    }
                }
            }
        }

        if (PrivateStatics.Read<Dictionary<string, bool>>(typeof(AppContext), "s_switches") is { } switches)
        {
            lock (switches)
            {
                foreach ((string name, bool isOn) in switches.Where(static entry => Travels(entry.Key)))
                {
                    texts[name] = isOn ? "true" : "false";
                }
            }
        }

        return new AppContextSettings(texts, values);
    }

    private static bool Travels(string name) =>
        !s_hosts.Contains(name) && !Array.Exists(s_workersOwn, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// Objects of other types are the program's own business with itself: a test runner keeps some there, which could not travel.
    /// </summary>
    private static bool IsSimple(object value) =>
        value.GetType().IsPrimitive || value is decimal or TimeSpan or DateTime or DateTimeOffset or Guid;
}

// These tests count what the whole process holds: threads, descriptors, children, memory. Beside another test the numbers would mean nothing.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// They read /proc and take things away from programs as only Linux lets them.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

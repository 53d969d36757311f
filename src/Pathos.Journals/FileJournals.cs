using Pathos.Journals;

namespace Pathos;

/// <summary>Opens journals.</summary>
public static class FileJournals
{
    extension(Journal)
    {
        /// <summary>Opens a journal, or makes it. Reads the file once to check and index it: about a second for ten million small results.</summary>
        /// <param name="path">The file. One program may have it open at a time.</param>
        /// <param name="options">How; null for the defaults.</param>
        /// <returns>The journal. Dispose it when its calls have ended.</returns>
        /// <remarks>Only its user may read the file, from the moment when it is made. A file that another user owns or may write to is
        /// refused (not checked on Windows).</remarks>
        /// <exception cref="JournalException">The file cannot be opened, was not made by this library, is damaged, or is open elsewhere; or others own
        /// it or may write to it.</exception>
        public static Journal Open(string path, JournalOptions? options = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            return new FileJournal(JournalFile.Open(path, options ?? JournalOptions.Default), options ?? JournalOptions.Default);
        }
    }
}

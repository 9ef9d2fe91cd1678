"""One door to each outside thing: processes, git, files, the cache, the sandbox, markup."""

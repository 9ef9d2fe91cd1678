"""Which sections of the documents are stale, and why."""

"""Read a diagram script without running it."""

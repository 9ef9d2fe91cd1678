"""From findings to text: pure functions, one file per format."""

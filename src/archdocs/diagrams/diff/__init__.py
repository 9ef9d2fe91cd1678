"""What changed between two versions of diagrams: in words, in data and in one picture."""

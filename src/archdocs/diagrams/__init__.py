"""Diagrams as code: run a script confined, keep its graph, draw it here, once."""

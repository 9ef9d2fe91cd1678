"""Decisions and every other kind of document: read, numbered, linked, written, changed."""

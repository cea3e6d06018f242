"""Reads JSON, programs, queries, commands and calls in canonical forms."""

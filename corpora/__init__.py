"""Prompts and lexicons: plain data, each file with its provenance."""

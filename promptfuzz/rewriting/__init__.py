"""Rewordings that a model writes: from a prompt to checked templates, kept in a file so that each is asked for once."""

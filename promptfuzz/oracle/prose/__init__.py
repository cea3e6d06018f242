"""Compares free text: words, frames, vetoes, equivalences, and how alike the wording is."""

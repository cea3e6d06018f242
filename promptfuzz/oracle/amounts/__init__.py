"""Reads numbers, units, dates and the one that an output concludes with."""

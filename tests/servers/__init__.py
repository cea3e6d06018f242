"""Servers on loopback that tests ask: they answer, and fail, as a script says."""

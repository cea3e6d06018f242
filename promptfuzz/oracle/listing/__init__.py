"""Reads lists, tables and rows, and pairs of which both sides list things."""

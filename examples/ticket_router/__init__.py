"""A router of support tickets, under test."""

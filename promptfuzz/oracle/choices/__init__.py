"""Reads which label, option, or yes or no an output gives, and whether it declines or denies."""

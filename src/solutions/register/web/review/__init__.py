"""Doubles: whether two rows are of the same organisation."""

"""Versions: the plan of any past day, and two versions side by side."""

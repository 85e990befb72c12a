"""Template tags of the data door."""

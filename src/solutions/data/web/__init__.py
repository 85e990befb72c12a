"""Pages of the data door."""

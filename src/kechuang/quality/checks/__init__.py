"""The checks, each from an index of the records to findings."""

"""Commands of the stores."""

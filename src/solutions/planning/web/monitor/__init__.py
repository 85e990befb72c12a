"""The monitoring pages: where every promise stands on a day, and what follows from it."""

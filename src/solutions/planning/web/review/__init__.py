"""The review: a document beside what was read in it, and its publication."""

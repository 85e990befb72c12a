"""One folder per door; doors never import one another."""

"""Places: the sites as a tree, and a park with its tenants."""

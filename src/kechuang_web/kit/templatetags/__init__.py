"""Template tags of the kit; built in everywhere."""

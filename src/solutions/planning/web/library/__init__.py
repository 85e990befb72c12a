"""Plans and documents: the list, and importing."""

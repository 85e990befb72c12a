"""Every other table of the register, by one list and one page."""

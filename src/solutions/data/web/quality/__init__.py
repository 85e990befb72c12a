"""Data quality: how good the returns are, what is wrong where, and whom to ask."""

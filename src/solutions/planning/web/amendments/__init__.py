"""Amendments: proposing, supporting and deciding a change of a published plan."""

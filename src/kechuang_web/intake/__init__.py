"""Intake in the database: batches, staged rows, who is meant, confirmation, commit and withdrawal."""

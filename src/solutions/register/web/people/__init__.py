"""People: personal data masked, shown for a purpose, every reading logged."""

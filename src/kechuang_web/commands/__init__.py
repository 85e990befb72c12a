"""Commands of ``kechuang`` that need the database; each imports Django only when it runs."""

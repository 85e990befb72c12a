"""一企一档: one page per organisation."""

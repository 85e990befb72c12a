"""The register: who and what exists, one page per organisation."""

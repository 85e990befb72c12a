"""The register: who and what exists, in typed tables with history; and how organisations are resolved to one row each."""

"""The web part of the register: lists, dossiers, review of doubles, templates."""

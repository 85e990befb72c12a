"""The Django shell: kit (pages), accounts (people), audit (who did what) and stores (the tables behind plan and ledger)."""

"""The data door: ledger browser, sources, dictionary, audit log."""

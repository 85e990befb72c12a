"""Django's sqlite3 backend for tests."""

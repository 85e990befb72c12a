"""Django's postgresql backend for tests."""

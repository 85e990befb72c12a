"""The backend, with operations that can empty append-only tables."""

from django.db.backends.postgresql import base, operations

from config.testing import ReleasingOperations


class DatabaseOperations(ReleasingOperations, operations.DatabaseOperations):
    """Operations of the tests."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Connection of the tests."""

    ops_class = DatabaseOperations

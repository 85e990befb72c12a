"""Values kept in memory by what they were made from, so that a page computes nothing twice.

Keys hold digests (of the plan version, of the ledger's head): when the store changes the key changes, and nothing stale can be
shown. One thread makes a value; others that want the same one wait for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """A bounded store of values, least recently used first out; safe among threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._guard = Lock()
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value for a key, made once. An error in making is raised to every waiter's own attempt and keeps nothing."""
        with self._guard:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]  # type: ignore[no-any-return]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._guard:
                if key in self._values:
                    return self._values[key]  # type: ignore[no-any-return]
            try:
                value = make()
                with self._guard:
                    self._values[key] = value
                    while len(self._values) > self._size:
                        self._values.popitem(last=False)
            finally:
                with self._guard:
                    self._making.pop(key, None)
            return value

    def peek(self, key: Hashable) -> Any:
        """The value for a key, or ``None``; makes nothing."""
        with self._guard:
            return self._values.get(key)

    def put(self, key: Hashable, value: Any) -> None:
        """Keep a value that was made elsewhere."""
        with self._guard:
            self._values[key] = value
            self._values.move_to_end(key)

    def clear(self) -> None:
        """Forget everything; for tests."""
        with self._guard:
            self._values.clear()


#: What the content folders say: read once, the same for every request; a change of content needs a restart.
content = Memory(32)
#: Ledgers and books: few and large.
stores = Memory(16)
#: What doors compute from them for a day (a monitoring report, a radar): many days are looked back on.
results = Memory(128)

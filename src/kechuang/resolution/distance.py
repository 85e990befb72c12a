"""Edits between many pairs of texts at once: insert, delete, replace a character or swap two neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

#: Longer texts are compared by their first characters.
LONGEST = 32
_STEP = 50_000

Ints = NDArray[np.int64]


class Texts:
    """A column of texts as code points, for comparing pairs of its rows.

    >>> Texts(["华美机械", "华羙机械", "华美机"]).edits(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist()
    [1, 1, 2]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        cut = [text[:LONGEST] for text in texts]
        width = max((len(text) for text in cut), default=0) or 1
        # NUL pads a row, so it must not occur in one.
        flat = np.array([text.replace("\0", " ") for text in cut] or [""], dtype=f"<U{width}")
        self.points: NDArray[np.uint32] = flat.view(np.uint32).reshape(len(flat), width)
        self.lengths: NDArray[np.int16] = np.array([len(text) for text in cut] or [0], dtype=np.int16)

    def edits(self, left: Ints, right: Ints) -> NDArray[np.int16]:
        """Edits between the rows ``left[k]`` and ``right[k]`` for every ``k``."""
        out = np.empty(len(left), dtype=np.int16)
        # Pairs of like length together, so that short texts do not pay for long ones.
        longest = np.maximum(self.lengths[left], self.lengths[right])
        order = np.argsort(longest, kind="stable")
        for start in range(0, len(order), _STEP):
            part = order[start : start + _STEP]
            out[part] = self._edits(left[part], right[part])
        return out

    def _edits(self, left: Ints, right: Ints) -> NDArray[np.int16]:
        m, n = int(self.lengths[left].max(initial=0)), int(self.lengths[right].max(initial=0))
        one, two = self.points[left, :m].T.copy(), self.points[right, :n].T.copy()
        ends_one, ends_two = self.lengths[left], self.lengths[right]
        count = len(left)
        rows = [np.full((n + 1, count), 0, dtype=np.int16) for _ in range(3)]
        before, last, now = rows
        last[:] = np.arange(n + 1, dtype=np.int16)[:, None]
        result = np.where(ends_one == 0, ends_two, 0).astype(np.int16)
        for i in range(1, m + 1):
            now[0] = i
            for j in range(1, n + 1):
                replace = last[j - 1] + (one[i - 1] != two[j - 1])
                best = np.minimum(np.minimum(last[j], now[j - 1]) + 1, replace)
                if i > 1 and j > 1:
                    swapped = (one[i - 1] == two[j - 2]) & (one[i - 2] == two[j - 1])
                    best = np.where(swapped, np.minimum(best, before[j - 2] + 1), best)
                now[j] = best
            done = ends_one == i
            if done.any():
                chosen = np.flatnonzero(done)
                result[chosen] = now[ends_two[chosen], chosen]
            before, last, now = last, now, before
        return result

"""The level of agreement of every field for many pairs at once, and the points they add up to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kechuang.resolution.distance import Texts
from kechuang.resolution.fields import LEVELS, TEXT_FIELDS
from kechuang.resolution.policy import Policy
from kechuang.resolution.table import MISSING, Column, NameParts, Table

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Levels = NDArray[np.int8]

#: The level of a field that one side leaves empty.
SILENT = 0
_LEVEL = {field: {level: number for number, level in enumerate(levels, 1)} for field, levels in LEVELS.items()}
#: Kinds of company: a name that gives only 公司, or no form, may be any of them.
_COMPANIES = frozenset({"company", "limited", "joint_stock", "group"})
#: A branch is not its head office, even where the head's form was left out.
_BRANCH = "branch"
#: One slip in a core shorter than this makes another name of it.
_SLIP_FROM = 5
_SUFFIX_FROM = 4
_FORMERS = 4
_STEP = 200_000


@dataclass(frozen=True, slots=True)
class Scored:
    """Points of pairs, and per field the level (:data:`SILENT` for none; else its place in ``LEVELS``, from 1)."""

    points: Ints
    levels: dict[str, Levels]

    def reasons(self, pair: int) -> list[tuple[str, str]]:
        """Field and level of one pair, in the order of ``LEVELS``."""
        return [
            (field, LEVELS[field][levels[pair] - 1]) for field, levels in self.levels.items() if levels[pair] != SILENT
        ]

    def says(self, field: str, level: str) -> Bools:
        """Which pairs have a level of agreement in a field."""
        if field not in self.levels:
            return np.zeros(len(self.points), dtype=bool)
        found: Bools = self.levels[field] == _LEVEL[field][level]
        return found


class Scorer:
    """Compares rows of a table by a policy."""

    def __init__(self, table: Table, policy: Policy) -> None:
        self._table, self._policy = table, policy
        self._texts = {field: Texts(column.values) for field, column in table.texts.items()}
        self._codes = Texts(table.code.values if table.code else [])
        self._kinds = self._kind_table()

    def score(self, left: Ints, right: Ints) -> Scored:
        """Levels and points of the pairs ``(left[k], right[k])``."""
        parts = [
            self._score(left[start : start + _STEP], right[start : start + _STEP])
            for start in range(0, max(len(left), 1), _STEP)
        ]
        return Scored(
            np.concatenate([part.points for part in parts]),
            {field: np.concatenate([part.levels[field] for part in parts]) for field in parts[0].levels},
        )

    def _score(self, left: Ints, right: Ints) -> Scored:
        table = self._table
        levels: dict[str, Levels] = {}
        if table.code is not None:
            levels["code"] = self._code(table.code, left, right)
        if len(table.name_values):
            self._names(left, right, levels)
        if table.region is not None:
            levels["region"] = _place_levels("region", table.region[left], table.region[right])
        for field in TEXT_FIELDS:
            if field in table.texts:
                levels[field] = self._text(field, left, right)
        if "given_name" in levels and "surname" in levels:
            self._swapped(left, right, levels)
        levels = {field: levels[field] for field in LEVELS if field in levels}
        points = np.zeros(len(left), dtype=np.int64)
        for field, found in levels.items():
            worth = np.array([0, *(self._policy.points[field][level] for level in LEVELS[field])], dtype=np.int64)
            points += worth[found]
        if "code" in levels:
            # One code on two records is never passed over: at the least a person looks at it.
            same = levels["code"] == _LEVEL["code"]["same"]
            points[same] = np.maximum(points[same], self._policy.uncertain)
        return Scored(points, levels)

    def _code(self, column: Column, left: Ints, right: Ints) -> Levels:
        one, two = column.rows[left], column.rows[right]
        out = np.zeros(len(left), dtype=np.int8)
        both = (one != MISSING) & (two != MISSING)
        if not both.any():
            return out
        valid_one, valid_two = self._table.code_valid[one], self._table.code_valid[two]
        same = both & (one == two)
        out[same] = np.where(valid_one[same], _LEVEL["code"]["same"], _LEVEL["code"]["same_faulty"])
        out[both & ~same & valid_one & valid_two] = _LEVEL["code"]["differs"]
        doubtful = np.flatnonzero(both & ~same & ~(valid_one & valid_two))
        near = _edits(self._codes, one[doubtful], two[doubtful]) <= 1
        out[doubtful[near]] = _LEVEL["code"]["near"]
        return out

    def _text(self, field: str, left: Ints, right: Ints) -> Levels:
        column, share = self._table.texts[field], self._policy.near.get(field, 0.0)
        one, two = column.rows[left], column.rows[right]
        out = np.zeros(len(left), dtype=np.int8)
        both = (one != MISSING) & (two != MISSING)
        out[both] = _LEVEL[field]["differs"]
        out[both & (one == two)] = _LEVEL[field]["same"]
        if share:
            unlike = np.flatnonzero(both & (one != two))
            texts = self._texts[field]
            longest = np.maximum(texts.lengths[one[unlike]], texts.lengths[two[unlike]])
            allowed = np.floor(longest * share)
            # A difference in length alone is that many edits: most pairs need no further look.
            gap = np.abs(texts.lengths[one[unlike]] - texts.lengths[two[unlike]])
            unlike, allowed = unlike[gap <= allowed], allowed[gap <= allowed]
            near = _edits(texts, one[unlike], two[unlike]) <= allowed
            out[unlike[near]] = _LEVEL[field]["near"]
        return out

    def _swapped(self, left: Ints, right: Ints, levels: dict[str, Levels]) -> None:
        """Given name and surname in each other's column on one side."""
        given, surname = self._table.texts["given_name"], self._table.texts["surname"]
        numbers = {value: number for number, value in enumerate(surname.values)}
        as_surname = np.array([numbers.get(value, -2) for value in given.values] + [-3], dtype=np.int64)
        for one, two in ((left, right), (right, left)):
            crossed = (as_surname[given.rows[one]] == surname.rows[two]) & (surname.rows[two] != MISSING)
            worse = crossed & (levels["given_name"] != _LEVEL["given_name"]["same"])
            worse &= levels["surname"] != _LEVEL["surname"]["same"]
            levels["given_name"][worse] = _LEVEL["given_name"]["swapped"]

    def _names(self, left: Ints, right: Ints, levels: dict[str, Levels]) -> None:
        table = self._table
        one, two = table.names[left], table.names[right]
        name = self._name(one, two)
        both = (one != MISSING) & (two != MISSING)
        place = np.zeros(len(left), dtype=np.int8)
        place[both] = _place_levels("place", table.parts.place[one[both]], table.parts.place[two[both]])
        # Two names that are the same to the letter say nothing new by their place.
        place[(name == _LEVEL["name"]["same"]) & (place == _LEVEL["place"]["same"])] = SILENT
        levels["name"], levels["place"] = name, place
        if table.formers:
            former = self._former(left, right)
            # A firm that changed its name is not another because the names differ now.
            name[(former != SILENT) & (name > _LEVEL["name"]["short"])] = SILENT
            former[(name != SILENT) & (name <= _LEVEL["name"]["reorganised"])] = SILENT
            levels["former"] = former

    def _former(self, left: Ints, right: Ints) -> Levels:
        """The best agreement in which at least one name is a former one."""
        table = self._table
        former = np.full((len(table), _FORMERS), MISSING, dtype=np.int64)
        for row, names in table.formers.items():
            former[row, : len(names[:_FORMERS])] = names[:_FORMERS]
        best = np.zeros(len(left), dtype=np.int8)
        concerned = np.flatnonzero((former[left, 0] != MISSING) | (former[right, 0] != MISSING))
        one, two = left[concerned], right[concerned]
        ones = [table.names[one], *(former[one, place] for place in range(_FORMERS))]
        twos = [table.names[two], *(former[two, place] for place in range(_FORMERS))]
        same, plain, form = (_LEVEL["name"][name] for name in ("same", "plain", "form"))
        for first, a in enumerate(ones):
            for second, b in enumerate(twos):
                if first == second == 0:
                    continue
                level = self._name(a, b, equal_only=True)
                found = np.where((level == same) | (level == plain), _LEVEL["former"]["same"], 0)
                found = np.where(level == form, _LEVEL["former"]["form"], found).astype(np.int8)
                kept = best[concerned]
                best[concerned] = np.where(kept == 0, found, np.where(found == 0, kept, np.minimum(kept, found)))
        return best

    def _name(self, one: Ints, two: Ints, *, equal_only: bool = False) -> Levels:
        """Level of agreement of names by their numbers, as ``LEVELS["name"]``."""
        level, parts = _LEVEL["name"], self._table.parts
        out = np.zeros(len(one), dtype=np.int8)
        both = np.flatnonzero((one != MISSING) & (two != MISSING))
        if not len(both):
            return out
        a, b = one[both], two[both]
        found = np.full(len(both), level["differs"], dtype=np.int8)
        kind = self._kinds[parts.form_rows[a], parts.form_rows[b]]
        core = parts.core[a] == parts.core[b]
        core |= _second_reading(parts, a, b) | _second_reading(parts, b, a)
        place = (parts.place[a] == parts.place[b]) & (parts.place[a] > 0)
        brand = parts.brand[a] == parts.brand[b]
        if not equal_only:
            self._similar(a, b, brand, found)
            near = (found >= level["typo"]) & (found <= level["brand_typo"])
            found[near & (kind == _OTHER_KIND)] = level["kind"]
        found[core] = level["form"]
        found[core & (kind == _REORGANISED)] = level["reorganised"]
        found[core & (kind == _OTHER_KIND)] = level["kind"]
        same_form = (parts.form_rows[a] == parts.form_rows[b]) & (parts.form_rows[a] != MISSING)
        # 第一机床厂 is neither 第二机床厂 nor 机床厂.
        number = parts.number[a] != parts.number[b]
        found[number & (found != level["differs"])] = level["numbered"]
        found[(core & place & same_form) & ~number] = level["same"]
        full = parts.full[a] == parts.full[b]
        found[full] = level["plain"]
        found[full & (parts.place[a] > 0)] = level["same"]
        out[both] = found
        return out

    def _similar(self, a: Ints, b: Ints, brand: Bools, found: Levels) -> None:
        """Names whose cores differ: slips, short forms, firms of one group."""
        level, parts = _LEVEL["name"], self._table.parts
        apart = np.flatnonzero(parts.core[a] != parts.core[b])
        x, y, brand = a[apart], b[apart], brand[apart]
        length_x, length_y = parts.core_length[x], parts.core_length[y]
        shorter, longer = np.minimum(length_x, length_y), np.maximum(length_x, length_y)
        edits = _edits(parts.cores, x, y)
        cut = (edits == longer - shorter) & (shorter >= 2)  # the one is the other with characters left out
        heads = parts.cores.points[:, :2] if parts.cores.points.shape[1] > 1 else parts.cores.points
        head = (heads[x] == heads[y]).all(axis=1)
        one_slip = (edits == 1) & (shorter >= _SLIP_FROM)
        trade = (parts.trade[x] == parts.trade[y]) & (parts.trade[x] != MISSING)
        # Two known trades after one brand are two trades, however alike they are written (家具, 渔具).
        trades = brand & (parts.trade[x] != MISSING) & (parts.trade[y] != MISSING) & (parts.trade[x] != parts.trade[y])
        result = np.full(len(apart), level["differs"], dtype=np.int8)
        result[brand] = level["group"]
        result[one_slip & ~head] = level["brand_typo"]
        result[trade & ~brand & (edits == 1)] = level["brand_typo"]
        result[cut & head] = level["short"]
        maybe = np.flatnonzero(cut & (shorter >= _SUFFIX_FROM) & ~head)
        result[maybe[self._ends_alike(x[maybe], y[maybe])]] = level["short"]
        result[one_slip & head & (longer == shorter) & ~trades] = level["typo"]
        result[one_slip & head & (longer > shorter) & ~trades] = level["typo"]
        # The same trade after two brands (林禾, 林禾康): the difference lies in the brand.
        alike = (result == level["typo"]) | (result == level["short"])
        result[alike & trade & ~brand & head] = level["brand_typo"]
        found[apart] = result

    def _ends_alike(self, x: Ints, y: Ints) -> Bools:
        """Whether the longer core ends with the whole of the shorter one, as when a slip hides its place."""
        values = self._table.parts.core_values
        ends = [
            values[one].endswith(values[two]) or values[two].endswith(values[one])
            for one, two in zip(x.tolist(), y.tolist(), strict=True)
        ]
        return np.array(ends, dtype=bool)

    def _kind_table(self) -> NDArray[np.int8]:
        """How two legal forms go together; the last row and column stand for none."""
        forms = [*self._table.parts.form, ""]
        table = np.zeros((len(forms), len(forms)), dtype=np.int8)
        for x, one in enumerate(forms):
            for y, two in enumerate(forms):
                if one == two or ((not one or not two) and _BRANCH not in (one, two)):
                    continue
                if one in _COMPANIES and two in _COMPANIES:
                    table[x, y] = _REORGANISED if "company" not in (one, two) else 0
                else:
                    table[x, y] = _OTHER_KIND
        return table


_REORGANISED, _OTHER_KIND = 1, 2


def _second_reading(parts: NameParts, a: Ints, b: Ints) -> Bools:
    """Whether ``a`` without the county's short name at its head has the core of ``b``, and ``b`` lies there or says nothing."""
    equal: Bools = (parts.other_core[a] == parts.core[b]) & (parts.other_core[a] != MISSING)
    fits: Bools = _place_levels("place", parts.other_place[a], parts.place[b]) != _LEVEL["place"]["differs"]
    return equal & fits


def _edits(texts: Texts, one: Ints, two: Ints) -> NDArray[np.int16]:
    """Edits of pairs of values, each different pair computed once."""
    if not len(one):
        return np.empty(0, dtype=np.int16)
    size = len(texts.lengths)
    pairs, back = np.unique(np.minimum(one, two) * size + np.maximum(one, two), return_inverse=True)
    return texts.edits(pairs // size, pairs % size)[back]


def _place_levels(field: str, one: Ints, two: Ints) -> Levels:
    """Divisions by code: the same, one within the other (says nothing), or different."""
    known = (one > 0) & (two > 0)
    clash = np.zeros(len(one), dtype=bool)
    for unit in (10_000, 100, 1):
        # A level is stated when the code has digits there.
        stated = (one // unit % 100 > 0) & (two // unit % 100 > 0)
        clash |= stated & (one // unit != two // unit)
    out = np.zeros(len(one), dtype=np.int8)
    out[known & clash] = _LEVEL[field]["differs"]
    out[known & (one == two)] = _LEVEL[field]["same"]
    return out

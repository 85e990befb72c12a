"""The ledger itself: an append-only sequence of facts, chained, with an index by subject and attribute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime

from kechuang.ledger.chain import GENESIS, Head, link, row_digest
from kechuang.ledger.facts import Draft, Fact
from kechuang.ledger.timelines import Timeline
from kechuang.ledger.views import LedgerView
from kechuang.values import KechuangError

_DRAFT_FIELDS = tuple(field.name for field in fields(Draft))


class Ledger:
    """Facts in the order they were recorded. Immutable: :func:`append` returns a longer one.

    Built from facts as they were stored, it does not check their chain (``verify`` does) but refuses two facts with one id.

    >>> len(Ledger())
    0
    >>> Ledger().head.count
    0
    """

    __slots__ = ("_by_id", "_by_key", "_facts", "_subjects", "_superseded_by", "_timelines", "_undated")

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._facts = tuple(facts)
        self._by_id: dict[str, Fact] = {}
        by_key: defaultdict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._superseded_by: defaultdict[str, list[Fact]] = defaultdict(list)
        for fact in self._facts:
            if fact.id in self._by_id:
                raise _taken(fact.id)
            self._by_id[fact.id] = fact
            by_key[fact.subject, fact.attribute].append(fact)
            if fact.supersedes is not None:
                self._superseded_by[fact.supersedes].append(fact)
        self._by_key = dict(by_key)
        self._subjects: dict[str, list[str]] = {}
        for subject, attribute in self._by_key:
            self._subjects.setdefault(attribute, []).append(subject)
        self._timelines: dict[tuple[str, str], Timeline] = {}  # made when first read; facts never change
        self._undated: tuple[Fact, ...] | None = None

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact ever recorded, superseded ones included, in order."""
        return self._facts

    @property
    def head(self) -> Head:
        """The count and the last digest, to be kept outside the ledger."""
        return Head(len(self._facts), self._facts[-1].digest if self._facts else GENESIS)

    def get(self, fact_id: str) -> Fact | None:
        """The fact with this id."""
        return self._by_id.get(fact_id)

    def keyed(self, subject: str, attribute: str) -> tuple[Fact, ...]:
        """Every fact recorded about a subject and attribute, in order of recording."""
        return tuple(self._by_key.get((subject, attribute), ()))

    def timeline(self, subject: str, attribute: str) -> Timeline:
        """The facts about a subject and attribute in order of time, for views."""
        key = subject, attribute
        found = self._timelines.get(key)
        if found is None:
            found = self._timelines[key] = Timeline(self._by_key.get(key, ()), self._superseded_by)
        return found

    @property
    def undated(self) -> tuple[Fact, ...]:
        """The facts that nothing dates, in order of recording."""
        if self._undated is None:
            self._undated = tuple(fact for fact in self._facts if fact.happened_by is None)
        return self._undated

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attributes there are facts for, in the order they first appear."""
        return tuple(self._subjects)

    def subjects(self, attribute: str) -> tuple[str, ...]:
        """The subjects there are facts for about an attribute, in the order they first appear."""
        return tuple(self._subjects.get(attribute, ()))

    def corrections(self, fact_id: str) -> tuple[Fact, ...]:
        """The facts that supersede a fact directly."""
        return tuple(self._superseded_by.get(fact_id, ()))

    def at(
        self, *, as_of: date | None = None, known_at: date | datetime | None = None, public_only: bool = False
    ) -> LedgerView:
        """The ledger as it stood: what had happened (and been published) by ``as_of`` and was recorded here by ``known_at``.

        ``None`` leaves that clock open. A ``known_at`` without a time means the end of that day, China time.
        """
        return LedgerView(self, as_of=as_of, known_at=known_at, public_only=public_only)


def append(ledger: Ledger, drafts: Iterable[Draft], *, recorded_at: datetime, recorded_by: str) -> Ledger:
    """The ledger with further facts, numbered, timed and chained.

    Raises:
        KechuangError: ``recorded_at`` has no time zone or lies before the last record; an id is taken; a draft corrects a
            fact that does not exist; a figure of an unknown publisher claims high confidence.
    """
    return Ledger((*ledger.facts, *seal(ledger, drafts, recorded_at=recorded_at, recorded_by=recorded_by)))


def seal(ledger: Ledger, drafts: Iterable[Draft], *, recorded_at: datetime, recorded_by: str) -> tuple[Fact, ...]:
    """The facts that :func:`append` would add, without the ledger around them; for stores that keep the rest elsewhere."""
    last = ledger.facts[-1].recorded_at if ledger.facts else None
    sealer = Sealer(ledger.head, recorded_at=recorded_at, recorded_by=recorded_by, last_recorded_at=last)
    added: dict[str, Fact] = {}
    for draft in drafts:
        _check(draft, ledger, added)
        added[draft.id] = sealer.seal(draft)
    return tuple(added.values())


class Sealer:
    """Numbers, times and chains drafts one by one after a head; for stores that append without reading what is there.

    It refuses what can be seen from the draft alone. That ids are unique and corrections point to something is the store's part.

    >>> sealer = Sealer(Head(0, GENESIS), recorded_at=datetime.fromisoformat("2026-11-23T08:00:00+08:00"), recorded_by="x")
    >>> sealer.head.count
    0
    """

    __slots__ = ("_at", "_by", "_digest", "_seq")

    def __init__(
        self, head: Head, *, recorded_at: datetime, recorded_by: str, last_recorded_at: datetime | None = None
    ) -> None:
        """Begin after ``head``.

        Raises:
            KechuangError: ``recorded_at`` has no time zone or lies before the last record; nobody records.
        """
        if recorded_at.tzinfo is None:
            raise KechuangError(
                zh="记录时间必须带时区，如 2026-11-23T00:00:00+08:00。",
                en="The time of recording needs a time zone: 2026-11-23T00:00:00+08:00.",
            )
        if last_recorded_at is not None and recorded_at < last_recorded_at:
            last = last_recorded_at.isoformat()
            raise KechuangError(
                zh=f"记录时间 {recorded_at.isoformat()} 早于台账最后一条（{last}），请检查时钟。",
                en=f"The time of recording {recorded_at.isoformat()} is before the ledger's last fact ({last}); "
                "check the clock.",
            )
        if not recorded_by.strip():
            raise KechuangError(zh="缺少记录人。", en="Who records it is missing.")
        self._seq, self._digest, self._at, self._by = head.count, head.digest, recorded_at, recorded_by

    @property
    def head(self) -> Head:
        """The head after what was sealed so far."""
        return Head(self._seq, self._digest)

    def seal(self, draft: Draft) -> Fact:
        """The draft as the next fact of the chain.

        Raises:
            KechuangError: it has no id, or claims high confidence for an unknown publisher.
        """
        _check_alone(draft)
        self._seq += 1
        self._digest = link(self._digest, row_digest(draft, self._at, self._by))
        return Fact(
            **{name: getattr(draft, name) for name in _DRAFT_FIELDS},
            seq=self._seq,
            recorded_at=self._at,
            recorded_by=self._by,
            digest=self._digest,
        )


def _check(draft: Draft, ledger: Ledger, added: dict[str, Fact]) -> None:
    if draft.id in added or ledger.get(draft.id) is not None:
        raise _taken(draft.id)
    if draft.supersedes is not None and draft.supersedes not in added and ledger.get(draft.supersedes) is None:
        raise KechuangError(
            zh=f"事实“{draft.id}”要更正“{draft.supersedes}”，台账里没有这一条。",
            en=f"Fact '{draft.id}' corrects '{draft.supersedes}', which the ledger does not hold.",
        )


def _check_alone(draft: Draft) -> None:
    if not draft.id:
        raise KechuangError(zh="事实缺少编号（id）。", en="A fact has no id.")
    if draft.source.publisher is None and draft.confidence == "high":
        raise KechuangError(
            zh=f"事实“{draft.id}”的发布单位不明，可信度不能为高。",
            en=f"Fact '{draft.id}' has no known publisher, so its confidence cannot be high.",
        )


def _taken(fact_id: str) -> KechuangError:
    return KechuangError(
        zh=f"事实编号“{fact_id}”已被使用；更正请用新编号并写明 supersedes。",
        en=f"The fact id '{fact_id}' is taken; a correction gets a new id and names the old one in supersedes.",
    )

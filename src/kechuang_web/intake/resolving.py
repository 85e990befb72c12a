"""Whom a batch means: each spelling once, held against the register by code, name, former names and address.

What is certain is taken, what is not is asked, what is nowhere is new and created at the commit. Two spellings of one new organisation
become one. Who may hand in only for itself or its tenants gets names of others marked as outside; their rows stay out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kechuang.resolution import Pair, Records, fold, load_policy, match
from kechuang.values import Sentence, is_uscc, normalise_uscc
from kechuang_web.intake.jobs import Progress
from kechuang_web.intake.models import IntakeBatch, IntakeName
from kechuang_web.register.models import Organisation, OrganisationName, Tenancy
from kechuang_web.stores import memory, selectors

#: Candidates shown for a name, the best first.
MOST_CANDIDATES = 5
_WRITE_AT_ONCE = 500

_SAME_CODE_AND_NAME = Sentence("统一社会信用代码和名称都相同", "code and name are the same")
_NOWHERE = Sentence("登记簿里没有相同或相近的单位", "the register has no such organisation, nor a similar one")
_SAME_AS_OTHER = Sentence("与这份文件里的另一写法是同一家", "the same as another spelling in this file")
_OUTSIDE_SELF = Sentence(
    "不是本单位；本账号只能报送本单位的数据，这些行不入库", "not your own organisation; its rows stay out"
)
_OUTSIDE_PARK = Sentence(
    "不在本园区；本账号只能报送本园区入驻单位的数据，这些行不入库", "not in your park; its rows stay out"
)


def organisations(region: str) -> QuerySet[Organisation]:
    """The organisations of a region that a name can mean."""
    return Organisation.objects.in_region(region).living()


@dataclass(slots=True)
class Known:
    """The register's organisations as the matcher takes them, by primary key."""

    rows: list[dict[str, str]] = field(default_factory=list)
    by_key: dict[str, dict[str, str]] = field(default_factory=dict)
    by_code: dict[str, str] = field(default_factory=dict)
    spellings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def read_register(region: str) -> Known:
    """Names, codes, former names and addresses of all organisations of a region."""
    known = Known()
    former: dict[int, list[str]] = defaultdict(list)
    standing = OrganisationName.objects.in_region(region).standing().values_list("organisation_id", "name")
    for pk, name in standing.iterator(chunk_size=5000):
        former[pk].append(name)
    for pk, name, uscc, address in organisations(region).values_list("pk", "name", "uscc", "address").iterator(5000):
        key = str(pk)
        row = {
            "id": key,
            "name": name,
            "code": uscc or "",
            "address": address,
            "former_names": "；".join(former.get(pk, ())),
        }
        known.rows.append(row)
        known.by_key[key] = row
        if uscc:
            known.by_code[uscc] = key
        for spelling in (name, *former.get(pk, ())):
            known.spellings[fold(spelling)].add(key)
    return known


def resolve_names(batch: IntakeBatch, progress: Progress) -> None:
    """Hold every name of a batch against the register. Decisions that people made stay as they are."""
    names = list(batch.names.order_by("number"))
    known = read_register(batch.region)
    open_names = [name for name in names if not _is_plain(name, known)]
    progress(len(names) - len(open_names), len(names))
    _match(open_names, known, batch.region)
    progress(len(names), len(names))
    _join_new([name for name in open_names if name.kind == "new"], batch.region)
    _fence(batch, names)
    fields = ["kind", "organisation", "same_as", "candidates", "reasons"]
    for at in range(0, len(names), _WRITE_AT_ONCE):
        with transaction.atomic():
            IntakeName.objects.bulk_update(names[at : at + _WRITE_AT_ONCE], fields)
        progress(min(at + _WRITE_AT_ONCE, len(names)), len(names))


def own_finding(name: IntakeName) -> int | None:
    """Whom resolution took a name for, before anybody decided."""
    return name.candidates[0]["organisation"] if name.kind == "certain" and name.candidates else None


def _is_plain(name: IntakeName, known: Known) -> bool:
    """Take a name whose code and spelling both stand in the register; nothing is left to weigh there."""
    name.same_as = None
    code = normalise_uscc(name.uscc)
    key = known.by_code.get(code) if code else None
    if key is None or (name.name and key not in known.spellings.get(fold(name.name), ())):
        return False
    _take(name, "certain", [_candidate(known, key, 1.0, [_SAME_CODE_AND_NAME])])
    return True


def _take(name: IntakeName, kind: str, candidates: list[dict[str, Any]], reasons: Iterable[Sentence] = ()) -> None:
    name.kind, name.candidates = kind, candidates
    name.reasons = [_said(reason) for reason in reasons]
    if not name.decision:
        name.organisation = candidates[0]["organisation"] if kind == "certain" else None


def _candidate(known: Known, key: str, score: float, reasons: Iterable[Sentence]) -> dict[str, Any]:
    row = known.by_key[key]
    return {
        "organisation": int(key),
        "name": row["name"],
        "uscc": row["code"],
        "score": score,
        "reasons": [_said(one) for one in reasons],
    }


def _said(sentence: Sentence) -> dict[str, str]:
    return {"zh": sentence.zh, "en": sentence.en}


def _policy(region: str) -> Any:
    return memory.content.remember(("resolution", region), lambda: load_policy(selectors.region_folder(region)))


def _record(name: IntakeName) -> dict[str, str]:
    return {
        "id": str(name.number),
        "name": name.name,
        "code": name.uscc,
        "address": str(name.details.get("address", "")),
    }


def _match(names: list[IntakeName], known: Known, region: str) -> None:
    pairs: dict[str, list[Pair]] = defaultdict(list)
    if names and known.rows:
        left, right = Records.from_rows(map(_record, names)), Records.from_rows(known.rows)
        for pair in match(left, right, policy=_policy(region)).pairs:
            pairs[pair.left].append(pair)
    for name in names:
        found = sorted(pairs.get(str(name.number), ()), key=lambda pair: (pair.kind, -pair.score))[:MOST_CANDIDATES]
        candidates = [_candidate(known, pair.right, pair.score, pair.reasons) for pair in found]
        if found and found[0].kind == "certain" and not _codes_differ(name, candidates[0]):
            _take(name, "certain", candidates)
        elif found:
            _take(name, "uncertain", candidates)
        else:
            _take(name, "new", [], [_NOWHERE])


def _codes_differ(name: IntakeName, candidate: dict[str, Any]) -> bool:
    """Two sound codes that are not the same name two organisations, however alike the rest is: a person looks."""
    code = normalise_uscc(name.uscc)
    return bool(code and candidate["uscc"] and code != candidate["uscc"] and is_uscc(code))


def _join_new(names: list[IntakeName], region: str) -> None:
    """Let spellings of one new organisation point to the first of them."""
    if len(names) < 2:
        return
    numbered = {str(name.number): name for name in names}
    for cluster in match(Records.from_rows(map(_record, names)), policy=_policy(region)).clusters:
        members = sorted((numbered[member] for member in cluster.members), key=lambda one: (not one.uscc, one.number))
        for other in members[1:]:
            other.same_as = members[0].number
            other.reasons = [_said(_SAME_AS_OTHER)]


def _fence(batch: IntakeBatch, names: list[IntakeName]) -> None:
    """Mark what the sender's account may not speak for."""
    if batch.organisation:
        code = normalise_uscc(batch.organisation)
        own = organisations(batch.region).filter(uscc=code).values_list("pk", flat=True).first()
        for name in names:
            if not (normalise_uscc(name.uscc) == code or (own is not None and name.organisation == own)):
                _leave_outside(name, _OUTSIDE_SELF)
    elif batch.park:
        tenants = set(organisations(batch.region).filter(park__code=batch.park).values_list("pk", flat=True))
        rented = Tenancy.objects.in_region(batch.region).standing().filter(site__code=batch.park)
        tenants |= set(rented.values_list("organisation_id", flat=True))
        bringing = batch.parts.filter(included=True).exclude(record_type="tenant").exists()
        for name in names:
            if name.organisation not in tenants and (bringing or name.organisation is not None):
                _leave_outside(name, _OUTSIDE_PARK)


def _leave_outside(name: IntakeName, why: Sentence) -> None:
    name.kind, name.organisation, name.same_as, name.reasons = "outside", None, None, [_said(why)]

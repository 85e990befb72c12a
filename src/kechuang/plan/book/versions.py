"""Versions: which one was in force on a day, and how the next one comes about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kechuang.plan.book.book import Amendment, PlanBook, PlanBookError
from kechuang.plan.book.changes import Change, apply_changes
from kechuang.plan.book.checks import check_book


def version_at(versions: Iterable[PlanBook], day: date) -> PlanBook:
    """The version in force on a day: of those in effect by then the highest number.

    Raises:
        PlanBookError: there is no version, or none was in effect yet.
    """
    held = list(versions)
    in_force = [book for book in held if book.effective_from <= day]
    if in_force:
        return max(in_force, key=lambda book: book.version)
    if not held:
        raise PlanBookError(zh="没有任何版本的规划。", en="There is no version of a plan.")
    first = min(held, key=lambda book: book.effective_from)
    raise PlanBookError(
        zh=f"{day:%Y-%m-%d}时规划“{first.title.zh}”尚未生效，最早一版自{first.effective_from:%Y-%m-%d}起。",
        en=f"On {day:%Y-%m-%d} “{first.title.en}” was not yet in effect; its first version is of {first.effective_from:%Y-%m-%d}.",
    )


def amend(book: PlanBook, changes: Iterable[Change], amendment: Amendment, effective_from: date) -> PlanBook:
    """The next version: the changes made, with who decided them and why.

    Raises:
        PlanBookError: nothing is changed or no reason given; the author approves alone; the day runs backwards; the plan is
            closed; a change does not fit; or the result has a fault that :func:`check_book` calls an error.
    """
    made = tuple(changes)
    if not any(change.governed for change in made):
        raise PlanBookError(
            zh="没有需要修订的内容；登记佐证和不同意见不必修订规划。",
            en="There is nothing to amend; evidence and dissent are recorded without an amendment.",
        )
    if not amendment.reason.strip():
        raise PlanBookError(zh="修订必须写明理由。", en="An amendment needs a reason.")
    if amendment.author.strip() == amendment.approved_by.strip():
        raise PlanBookError(
            zh=f"“{amendment.author}”不能批准自己提出的修订，请由他人批准。",
            en=f"“{amendment.author}” cannot approve their own amendment; somebody else must.",
        )
    if book.closed is not None:
        raise PlanBookError(
            zh=f"规划“{book.title.zh}”已于{book.closed.on:%Y-%m-%d}结项，不能再修订。",
            en=f"“{book.title.en}” was closed on {book.closed.on:%Y-%m-%d} and is not amended any more.",
        )
    if effective_from < book.effective_from:
        raise PlanBookError(
            zh=f"新版生效日{effective_from:%Y-%m-%d}早于现行版的{book.effective_from:%Y-%m-%d}，请改为其后的日期。",
            en=f"The new version would take effect on {effective_from:%Y-%m-%d}, before the current one ({book.effective_from:%Y-%m-%d}).",
        )
    amended = replace(
        apply_changes(book, made), version=book.version + 1, effective_from=effective_from, amended=amendment
    )
    faults = [finding for finding in check_book(amended) if finding.level == "error"]
    if faults:
        first = faults[0].sentence
        raise PlanBookError(
            zh=f"修订后的规划有{len(faults)}处错误，第一处：{first.zh}",
            en=f"The amended plan would have {len(faults)} errors, the first: {first.en}",
        )
    return amended

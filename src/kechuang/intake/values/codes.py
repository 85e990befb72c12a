"""Credit codes as people type them: misread letters are offered, never repaired in silence."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

from kechuang.intake.cells import cell_text
from kechuang.intake.values.complaints import Complaint, complain, shown
from kechuang.values import is_uscc, normalise_uscc, uscc_fault
from kechuang.values.identifiers import ALPHABET

#: Letters the standard leaves out, and digits for letters where only digits stand, by what they are mistaken for.
_MISREAD = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "UY", "Q": "0"}
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2}")
_OLD_NUMBER = re.compile(r"\d{13}|\d{15}")
#: Digits a spreadsheet keeps of a number.
_KEPT = 15
_MOST_TRIED = 256


def read_uscc(value: Any) -> tuple[str | None, Complaint | None]:
    """A cell as a valid credit code, or what is wrong with it.

    >>> read_uscc(" 91350100m000100y43 ")[0]
    '91350100M000100Y43'
    >>> read_uscc("9135O1OOM000100Y43")[1].offer, read_uscc(9.13501e17)[1].kind
    ('91350100M000100Y43', 'digits_lost')
    """
    text = cell_text(value).strip()
    if (isinstance(value, int | float) and abs(value) >= 10**_KEPT) or _SCIENTIFIC.fullmatch(text):
        return None, complain(
            "error", "digits_lost",
            f"信用代码被表格当成了数字（{shown(text)}），后几位已丢失；请把这一列设为文本格式后重新填写。",
            f"The spreadsheet took the credit code for a number ({shown(text)}) and lost its last digits; format the column as text and fill it in again.",
        )  # fmt: skip
    code = normalise_uscc(text)
    if is_uscc(code):
        return code, None
    if _OLD_NUMBER.fullmatch(code):
        return None, complain(
            "error", "old_number",
            f"“{shown(text)}”是{len(code)}位的旧登记号，不是18位统一社会信用代码；请按营业执照补上。",
            f"“{shown(text)}” is an old registration number of {len(code)} digits, not a credit code of 18; take it from the licence.",
        )  # fmt: skip
    offer = offer_uscc(code)
    fault = uscc_fault(code)
    zh, en = (
        (fault.zh, fault.en) if fault is not None else ("信用代码无法识别；请核对。", "The credit code cannot be read.")
    )
    if offer is not None:
        zh += f"可能是“{offer}”，确认后再用。"
        en += f" It may be “{offer}”; take it once it is confirmed."
    return None, complain("error", "code_fault", zh, en, offer)


def offer_uscc(code: str) -> str | None:
    """The one valid code that a misread letter could stand for; ``None`` where there is none or more than one.

    >>> offer_uscc("9135O1OOM000100Y43"), offer_uscc("91350100M000100Y44")
    ('91350100M000100Y43', None)
    """
    if len(code) != 18:
        return None
    choices = []
    for place, character in enumerate(code):
        if 2 <= place < 8:
            choices.append(_MISREAD.get(character, character) if not character.isdigit() else character)
        else:
            choices.append(character if character in ALPHABET else _MISREAD.get(character, ""))
    count = 1
    for one in choices:
        count *= len(one)
    if not 1 <= count <= _MOST_TRIED:
        return None
    valid = {"".join(one) for one in product(*choices)}
    right = [one for one in valid if one != code and is_uscc(one)]
    return right[0] if len(right) == 1 else None

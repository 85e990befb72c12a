"""统一社会信用代码 (GB 32100-2015): eighteen characters, the last of which checks the others."""

from __future__ import annotations

import re
import unicodedata
from operator import mul

from kechuang.values.sentences import Sentence

LENGTH = 18
#: The standard's alphabet: digits and capitals without I, O, Z, S and V, which are easily misread.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
#: Weights of the first seventeen characters.
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
_REGION = re.compile(r"[0-9]{6}")
_WELL_FORMED = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


def normalise_uscc(text: str) -> str:
    """The code as the standard writes it: half-width capitals without spaces and hyphens.

    >>> normalise_uscc(" ９１１２０２２4-ma05w9r000 ")
    '91120224MA05W9R000'
    """
    text = text.strip()
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in folded if character.isalnum() or ord(character) > 127)


def uscc_check_character(first: str) -> str:
    """The eighteenth character that belongs to the first seventeen.

    Raises:
        ValueError: ``first`` is not seventeen characters of the alphabet.

    >>> uscc_check_character("91350100M000100Y4")
    '3'
    """
    if len(first) != LENGTH - 1 or any(character not in _VALUE for character in first):
        raise ValueError(f"seventeen characters of {ALPHABET} are expected, not {first!r}")
    total = sum(_VALUE[character] * weight for character, weight in zip(first, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_uscc(code: str) -> bool:
    """Whether a normalised code is well formed and its check character right.

    >>> is_uscc("91350100M000100Y43"), is_uscc("91350100M000100Y44")
    (True, False)
    """
    if _WELL_FORMED.fullmatch(code) is None:
        return False
    # With a weight of one for the check character itself the whole sum is a multiple of 31.
    total = sum(map(mul, map(_VALUE.__getitem__, code), WEIGHTS), _VALUE[code[-1]])
    return bool(total % 31 == 0)


def uscc_fault(text: str) -> Sentence | None:
    """What is wrong with a code as somebody wrote it, and what to look at; ``None`` if nothing is.

    >>> uscc_fault("91350100M000100Y43") is None
    True
    >>> print(uscc_fault("91350100M000100Y44").zh)
    统一社会信用代码“91350100M000100Y44”的校验码应为“3”，写的是“4”；请与营业执照核对，多半有一位写错。
    """
    code = normalise_uscc(text)
    shown = code if len(code) <= 2 * LENGTH else code[: 2 * LENGTH] + "…"
    if not code:
        return Sentence(
            "没有填写统一社会信用代码；请按营业执照补上。", "The credit code is empty; take it from the licence."
        )
    if len(code) != LENGTH:
        return Sentence(
            f"统一社会信用代码“{shown}”有{len(code)}位，应为{LENGTH}位；请与营业执照核对。",
            f"The credit code “{shown}” has {len(code)} characters and must have {LENGTH}; compare it with the licence.",
        )
    for place, character in enumerate(code, 1):
        if character not in _VALUE:
            return Sentence(
                f"统一社会信用代码“{shown}”第{place}位是“{character}”，只能用数字和大写字母，且没有 I、O、Z、S、V；请核对。",
                f"Character {place} of the credit code “{shown}” is “{character}”; only digits and capitals without "
                "I, O, Z, S and V occur. Compare it with the licence.",
            )
    if _REGION.fullmatch(code[2:8]) is None:
        return Sentence(
            f"统一社会信用代码“{shown}”第3至8位是“{code[2:8]}”，应为登记机关的六位行政区划码；请核对。",
            f"Characters 3 to 8 of the credit code “{shown}” are “{code[2:8]}” and must be the six digits of a division; "
            "compare it with the licence.",
        )
    right = uscc_check_character(code[:-1])
    if right != code[-1]:
        return Sentence(
            f"统一社会信用代码“{shown}”的校验码应为“{right}”，写的是“{code[-1]}”；请与营业执照核对，多半有一位写错。",
            f"The check character of the credit code “{shown}” should be “{right}”, not “{code[-1]}”; compare it with "
            "the licence, one character is probably wrong.",
        )
    return None

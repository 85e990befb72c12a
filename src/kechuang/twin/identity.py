"""Who the synthetic organisations are: codes from a range that no office gives out, and names of invented words.

The credit code keeps the form and both check digits of the standards (GB 32100-2015, GB 11714-1997), so that software reads
it as it reads a real one; its division 999999 exists nowhere, which is how it is known to be synthetic.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kechuang.twin.keyed import stream
from kechuang.values.identifiers import ALPHABET, WEIGHTS

#: Registrar and kind (9 1: an enterprise), then a division that does not exist.
PREFIX = "91999999"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BODIES = 10**7

# Rare characters in pairs that form no usual word; a brand is two such pairs.
_FIRST = "澜砾岫珩霁瑭岚昶珞溦峤熠翯淼湉琚炘璟沅骞峥泓谡曦玥臻垚铄煜翊澹栎瑷峄浠煊"
_SECOND = "衍禾屿湛韬葳廷昀晔翮岑湲蔚旻沣璇霖沁岱琛弈钧澍逸瑾笙澄邈峻珲泠昕珏翀桢郃"
BRANDS = (len(_FIRST) * len(_SECOND)) ** 2
_FORMS = ("有限公司", "有限责任公司", "股份有限公司")


def credit_codes(count: int, seed: int) -> NDArray[np.bytes_]:
    """``count`` different credit codes as ``S18``, valid by their check digits, of the synthetic range."""
    serial = _scattered(count, _BODIES, seed, "uscc")
    body = np.empty((count, 8), dtype=np.uint8)
    body[:, 0] = ALPHABET.index("T")
    for column in range(7):
        body[:, 7 - column] = serial // 10**column % 10
    # GB 11714 counts letters from A = 10; T is 29 there. Its remainder 10 is written X.
    values = body.astype(np.int64)
    values[:, 0] = 29
    check = (11 - values @ np.array(_BODY_WEIGHTS)) % 11
    codes = np.empty((count, 18), dtype=np.uint8)
    codes[:, :8] = [ALPHABET.index(character) for character in PREFIX]
    codes[:, 8:16] = body
    codes[:, 16] = np.where(check == 10, ALPHABET.index("X"), check)
    codes[:, 17] = (31 - codes[:, :17].astype(np.int64) @ np.array(WEIGHTS) % 31) % 31
    letters = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
    return np.ascontiguousarray(letters[codes]).view("S18").ravel()


def names(
    seed: int, trade: NDArray[np.int64], trades: tuple[str, ...], places: tuple[tuple[str, float], ...]
) -> tuple[pa.Array, pa.Array]:
    """Full names and their brand words.

    ``trade`` is the place in ``trades`` of each firm's line of business; ``places`` what names begin with and its share.
    """
    count = len(trade)
    serial = _scattered(count, BRANDS, seed, "brand")
    pairs = pa.array([first + second for first in _FIRST for second in _SECOND])
    brand = pc.binary_join_element_wise(
        pc.take(pairs, pa.array(serial // len(pairs))), pc.take(pairs, pa.array(serial % len(pairs))), ""
    )
    rng = stream(seed, "name_forms")
    place = rng.choice(len(places), count, p=[share for _, share in places])
    form = rng.choice(len(_FORMS), count, p=(0.88, 0.05, 0.07))
    bracketed = (place == 0) & (rng.random(count) < 0.15)
    before = pc.take(pa.array([*(name for name, _ in places), ""]), pa.array(np.where(bracketed, len(places), place)))
    between = pc.take(pa.array(("", f"（{places[0][0]}）")), pa.array(bracketed.astype(np.int64)))
    trading = pc.take(pa.array(trades), pa.array(trade))
    full = pc.binary_join_element_wise(before, brand, between, trading, pc.take(pa.array(_FORMS), pa.array(form)), "")
    return full, brand


def addresses(district: str, town: pa.Array, park: pa.Array, seed: int) -> pa.Array:
    """Addresses on roads that do not exist: ``…拟合三路18号``."""
    rng = stream(seed, "address")
    count = len(town)
    roads = pa.array([f"拟合{number}路" for number in "一二三四五六七八九"])
    road = pc.take(roads, pa.array(rng.integers(0, len(roads), count)))
    number = pc.cast(pa.array(rng.integers(1, 400, count)), pa.string())
    site = pc.fill_null(park, "")
    return pc.binary_join_element_wise(pa.scalar(district), town, site, road, number, pa.scalar("号"), "")


def _scattered(count: int, modulus: int, seed: int, table: str) -> NDArray[np.int64]:
    """``count`` different numbers below ``modulus``, scattered by a step that shares no factor with it."""
    rng = stream(seed, table)
    step = int(rng.integers(modulus // 3, modulus // 2))
    while np.gcd(step, modulus) != 1:
        step += 1
    start = int(rng.integers(0, modulus))
    return (start + np.arange(count, dtype=np.int64) * step) % modulus

"""The base map, where the installation is licensed to show one.

A region declares it in ``basemap.yaml`` beside a GeoJSON file of district outlines::

    file: districts.geojson      # features with an ``adcode``, Polygon or MultiPolygon, as the licensed map gives them
    number: GS(2024)0001号        # 审图号, shown with the map
    publisher: …                 # whose map it is

Without the file, or without its number, there is no map: nothing is drawn at places that nobody reviewed.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kechuang.content import ContentError, RegionFolder, check_keys, text_of

FILE = "basemap.yaml"
WIDTH, HEIGHT, MARGIN = 860, 700, 8
SHADES = 5
MOST_BYTES = 8_000_000

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Outline:
    """One district: the path of its outline on the drawing's field and where its name stands."""

    adcode: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Basemap:
    """The outlines of a licensed map, projected onto a field of ``WIDTH`` × ``HEIGHT``, and its review number."""

    number: str
    publisher: str
    outlines: tuple[Outline, ...]


def load_basemap(folder: RegionFolder) -> Basemap | None:
    """The base map of a region; ``None`` where none is declared.

    Raises:
        ContentError: the declaration lacks its review number, or the outlines cannot be read; names the file.
    """
    declared = folder.find(FILE)
    if declared is None:
        return None
    document = folder.yaml(FILE)
    check_keys(document, {"file", "number", "publisher"})
    number, publisher = text_of(document, "number").strip(), text_of(document, "publisher").strip()
    path = declared.parent / Path(text_of(document, "file")).name
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        features = list(_features(json.loads(path.read_text("utf-8"))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ContentError(
            document.at("file"),
            zh=f"底图文件“{path.name}”读不出区县边界，请提供带 adcode 的 GeoJSON（不超过{MOST_BYTES // 1_000_000}MB）。",
            en=f"no outlines can be read from “{path.name}”; give GeoJSON with adcodes of at most {MOST_BYTES // 1_000_000} MB.",
        ) from error
    if not features:
        raise ContentError(document.at("file"), zh="底图文件里没有区县边界。", en="the base map holds no outline.")
    return Basemap(number, publisher, _project(features))


def _features(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Ring]]]:
    for feature in document["features"]:
        geometry = feature["geometry"]
        shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        rings = [[(float(point[0]), float(point[1])) for point in ring] for shape in shapes for ring in shape]
        if any(not (-180 <= x <= 180 and -90 <= y <= 90) for ring in rings for x, y in ring):
            raise ValueError("coordinates are not degrees")
        yield str(feature["properties"]["adcode"]), [ring for ring in rings if len(ring) >= 4]


def _project(features: list[tuple[str, list[Ring]]]) -> tuple[Outline, ...]:
    """Degrees onto the field, north up, a degree of longitude as long as it is at the map's middle."""
    points = [point for _, rings in features for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / max(1e-9, (east - west) * narrow), (HEIGHT - 2 * MARGIN) / max(1e-9, north - south)
    )

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + (point[0] - west) * narrow * scale, MARGIN + (north - point[1]) * scale

    outlines = []
    for adcode, rings in features:
        placed = [[place(point) for point in ring] for ring in rings]
        path = "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in placed)
        largest = max(placed, key=len, default=[(0.0, 0.0)])
        x = sum(point[0] for point in largest) / len(largest)
        y = sum(point[1] for point in largest) / len(largest)
        outlines.append(Outline(adcode, path, x, y))
    return tuple(outlines)


def shade_of(part: int, whole: int) -> int:
    """The shade of a value: 1 for the smallest fifth of the largest value, 5 for the top; the bar beside it says how much.

    >>> shade_of(23, 157), shade_of(157, 157)
    (1, 5)
    """
    return max(1, min(SHADES, math.ceil(SHADES * part / whole))) if whole else 1

"""Region folders: what a country, a city and a district decide, as YAML and CSV, inherited downwards."""

from kechuang.content.errors import ContentError, Where
from kechuang.content.fields import (
    check_keys,
    choice_of,
    day_of,
    expect_map,
    flag_of,
    list_of,
    map_of,
    maps_of,
    number_of,
    period_of,
    sentence_of,
    text_of,
    texts_of,
    whole_of,
)
from kechuang.content.regions import RegionFolder, find_content_root, list_regions, load_region
from kechuang.content.tables import CsvRow, read_csv
from kechuang.content.yaml_files import YamlList, YamlMap, read_yaml

__all__ = [
    "ContentError",
    "CsvRow",
    "RegionFolder",
    "Where",
    "YamlList",
    "YamlMap",
    "check_keys",
    "choice_of",
    "day_of",
    "expect_map",
    "find_content_root",
    "flag_of",
    "list_of",
    "list_regions",
    "load_region",
    "map_of",
    "maps_of",
    "number_of",
    "period_of",
    "read_csv",
    "read_yaml",
    "sentence_of",
    "text_of",
    "texts_of",
    "whole_of",
]

"""The dictionary as a whole: attributes and definitions by their codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kechuang.dictionary.attributes import Attribute, Definition
from kechuang.values import KechuangError


class Dictionary:
    """All attributes of a region, its city and the country. Immutable.

    >>> from kechuang.content import load_region
    >>> from kechuang.dictionary import load_dictionary
    >>> load_dictionary(load_region("baodi")).attribute("hnte_count").name.zh
    '国家高新技术企业数'
    """

    __slots__ = ("_attributes", "_definitions")

    def __init__(self, attributes: Iterable[Attribute]) -> None:
        self._attributes: dict[str, Attribute] = {}
        self._definitions: dict[str, Definition] = {}
        for attribute in attributes:
            if attribute.code in self._attributes:
                raise KechuangError(
                    zh=f"数据元“{attribute.code}”登记了两次。", en=f"Attribute '{attribute.code}' is declared twice."
                )
            self._attributes[attribute.code] = attribute
            for definition in attribute.definitions:
                self._definitions[definition.key] = definition

    def __iter__(self) -> Iterator[Attribute]:
        return iter(self._attributes.values())

    def __len__(self) -> int:
        return len(self._attributes)

    def __contains__(self, code: object) -> bool:
        return code in self._attributes

    @property
    def definitions(self) -> Iterator[Definition]:
        """Every definition of every attribute."""
        return iter(self._definitions.values())

    def attribute(self, code: str) -> Attribute:
        """The attribute with this code.

        Raises:
            KechuangError: the dictionary has no such attribute.
        """
        try:
            return self._attributes[code]
        except KeyError:
            raise KechuangError(
                zh=f"数据元目录里没有“{code}”，请先在 dictionary.yaml 登记。",
                en=f"The dictionary has no attribute '{code}'; declare it in dictionary.yaml first.",
            ) from None

    def definition(self, key: str) -> Definition:
        """The definition with this key (``hnte_count@1``).

        Raises:
            KechuangError: the dictionary has no such definition.
        """
        try:
            return self._definitions[key]
        except KeyError:
            raise KechuangError(
                zh=f"数据元目录里没有口径“{key}”，请先在 dictionary.yaml 登记。",
                en=f"The dictionary has no definition '{key}'; declare it in dictionary.yaml first.",
            ) from None

"""Errors of content files: each names the file, the line, the reason and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kechuang.values import KechuangError


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a content file; ``line`` counts from 1 and is ``None`` when the file as a whole is meant.

    >>> Where(Path("content/baodi/region.yaml"), 3).zh, Where(Path("content/baodi/region.yaml"), 3).en
    ('baodi/region.yaml 第3行', 'baodi/region.yaml, line 3')
    """

    path: Path
    line: int | None = None

    @property
    def short(self) -> str:
        """The folder of the region and the file: enough to find it, without the machine's own folders."""
        return "/".join(self.path.parts[-2:])

    @property
    def zh(self) -> str:
        """The place in Chinese."""
        return self.short if self.line is None else f"{self.short} 第{self.line}行"

    @property
    def en(self) -> str:
        """The place in English."""
        return self.short if self.line is None else f"{self.short}, line {self.line}"


class ContentError(KechuangError):
    """A content file cannot be used as it stands.

    >>> ContentError(Where(Path("baodi/region.yaml"), 2), zh="缺少 name。", en="'name' is missing.").message("en")
    "baodi/region.yaml, line 2: 'name' is missing."
    """

    def __init__(self, where: Where, *, zh: str, en: str) -> None:
        super().__init__(zh=f"{where.zh}：{zh}", en=f"{where.en}: {en}")
        self.where = where

"""Reading a content file as text: present, of a sensible size, UTF-8; otherwise one sentence that says why not."""

from __future__ import annotations

from pathlib import Path

from kechuang.content.errors import ContentError, Where


def read_text(path: Path, most: int) -> str:
    """The text of a UTF-8 file of at most ``most`` bytes; a byte order mark is dropped.

    Raises:
        ContentError: the file is absent, larger, or not UTF-8.
    """
    try:
        if path.stat().st_size > most:
            raise ContentError(
                Where(path),
                zh=f"文件超过{most // 1_000_000}MB，不像内容文件；如确需使用，请拆分。",
                en=f"the file is larger than {most // 1_000_000} MB, which no content file is; split it if it is meant.",
            )
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ContentError(
            Where(path), zh="文件不是UTF-8编码，请转换后再用。", en="the file is not UTF-8; convert it."
        ) from error
    except OSError as error:
        raise ContentError(
            Where(path), zh=f"读不到文件（{error.strerror}）。", en=f"the file cannot be read ({error.strerror})."
        ) from error

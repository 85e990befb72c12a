"""Why a file is not read: each reason one sentence that names the file, what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from kechuang.values import KechuangError


class FileRefusedError(KechuangError):
    """A file that is not read. ``code`` is stable, for pages and tests; the message is for the person."""

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(zh=zh, en=en)
        self.code = code


#: Reasons every kind of file shares; a room that reads files adds its own and may word these anew.
COMMON: Mapping[str, tuple[str, str]] = {
    "missing": (
        "找不到文件“{name}”；请检查路径。",
        "There is no file “{name}”; check the path.",
    ),
    "unreadable": (
        "“{name}”打不开：{reason}；请检查权限。",
        "“{name}” cannot be opened: {reason}; check its permissions.",
    ),
    "encoding": (
        "“{name}”的文字编码读不通：第 {position} 个字节起既不是 UTF-8 也不是 GB18030；请另存为 UTF-8 后再试。",
        "The encoding of “{name}” cannot be read: from byte {position} it is neither UTF-8 nor GB18030; save it as UTF-8.",
    ),
    "broken": (
        "“{name}”已损坏，不能完整读出（{reason}）；请重新下载或用原软件另存一份。",
        "“{name}” is damaged and cannot be read whole ({reason}); fetch it again or save it anew.",
    ),
    "encrypted": (
        "“{name}”有打开密码，未读取；请去掉密码后再试。",
        "“{name}” is protected by a password and was not read; remove the password first.",
    ),
    "bomb": (
        "“{name}”解压后异常庞大（{reason}），为安全起见未读取；请用原软件另存一份。",
        "“{name}” unpacks to an abnormal size ({reason}) and was not read for safety; save it anew in its own program.",
    ),
}


class Refusals:
    """The sentences of one room, by code. Calling it makes the error; a fact given as a pair is Chinese and English.

    >>> refuse = Refusals({})
    >>> refuse("broken", "年报.xlsx", reason=("压缩结构不完整", "its zip structure is incomplete")).message("zh")
    '“年报.xlsx”已损坏，不能完整读出（压缩结构不完整）；请重新下载或用原软件另存一份。'
    """

    def __init__(
        self, sentences: Mapping[str, tuple[str, str]], error: type[FileRefusedError] = FileRefusedError
    ) -> None:
        self.sentences = {**COMMON, **sentences}
        self.error = error

    def __call__(self, code: str, name: str, **facts: object) -> FileRefusedError:
        """The refusal with this code, its sentence filled with the file's name and the facts."""
        zh, en = self.sentences[code]
        chinese = {key: value[0] if isinstance(value, tuple) else value for key, value in facts.items()}
        english = {key: value[1] if isinstance(value, tuple) else value for key, value in facts.items()}
        return self.error(code, zh=zh.format(name=name, **chinese), en=en.format(name=name, **english))


def size(count: int) -> str:
    """Bytes as people say them.

    >>> size(50 * 1024 * 1024), size(700)
    ('50 MB', '700 B')
    """
    amount, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 or amount == int(amount) else f"{amount:.1f} {unit}"

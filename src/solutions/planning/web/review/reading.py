"""Reading an uploaded file in a process of its own, so that no file can take the server down with it.

The child gets the file's path, limits on memory, processor time and file size, an empty environment and no standard
input. Whatever happens to it, the caller gets either the whole reading or one sentence.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kechuang
import solutions
from kechuang.values import KechuangError

WORKER = [sys.executable, "-m", "solutions.planning.web.review.worker"]
log = logging.getLogger(__name__)

#: At most this many files are read at once; the rest are asked to wait, instead of all of them starving.
_PLACES = threading.BoundedSemaphore(2)


class ImportRefusedError(KechuangError):
    """A file that is not taken in. ``code`` is stable; the message is for the person who uploaded it."""

    def __init__(self, code: str, *, zh: str, en: str) -> None:
        super().__init__(zh=zh, en=en)
        self.code = code


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may cost: bytes of the file, bytes of memory, seconds of processor and of the clock."""

    max_bytes: int = 50 * 1024 * 1024
    memory: int = 1536 * 1024 * 1024
    processor_seconds: int = 60
    clock_seconds: float = 90.0
    wait_seconds: float = 20.0


def read_apart(data: bytes, name: str, limits: ReadingLimits | None = None) -> dict[str, Any]:
    """The reading of a file as the JSON of ``kechuang plan read --json``.

    Raises:
        ImportRefusedError: the file cannot be read, or costs more than the limits allow; nothing is kept of it.
    """
    limits = limits or ReadingLimits()
    if not _PLACES.acquire(timeout=limits.wait_seconds):
        raise ImportRefusedError(
            "busy",
            zh=f"正在读取的文件较多，“{name}”还没有开始读；请过一分钟再试。",
            en=f"Several files are being read, so “{name}” was not started; try again in a minute.",
        )
    try:
        with tempfile.TemporaryDirectory(prefix="kechuang-read-") as folder:
            path = Path(folder) / "upload"
            path.write_bytes(data)
            return _run(path, name, limits, folder)
    finally:
        _PLACES.release()


def _run(path: Path, name: str, limits: ReadingLimits, folder: str) -> dict[str, Any]:
    order = {"path": str(path), "name": name, "max_bytes": limits.max_bytes, "memory": limits.memory,
             "processor_seconds": limits.processor_seconds}  # fmt: skip
    child = subprocess.Popen(
        [*WORKER, json.dumps(order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        out, err = child.communicate(timeout=limits.clock_seconds)
    except subprocess.TimeoutExpired:
        raise _too_costly(name) from None
    finally:
        _end(child)
    if err:
        log.warning("reading a file of %d bytes: %s", path.stat().st_size, err[-2000:].decode("utf-8", "replace"))
    return _answer(out, child.returncode, name)


def _environment(folder: str) -> dict[str, str]:
    """Only what Python itself needs: no secret of the server reaches the process that opens a stranger's file."""
    sources = {str(Path(kechuang.__file__).parents[1]), str(Path(solutions.__file__).parents[1])}
    return {"PATH": os.defpath, "HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8", "PYTHONPATH": os.pathsep.join(sources),
            "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # fmt: skip


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it may have started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def _answer(out: bytes, code: int, name: str) -> dict[str, Any]:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _too_costly(name)
    try:
        answer = json.loads(out)
    except ValueError:
        raise ImportRefusedError(
            "crashed",
            zh=f"读取“{name}”时程序中断，没有保存任何内容；请用原软件另存一份后再试，或改用 .docx、.txt。",
            en=f"Reading “{name}” broke off and nothing was kept; save it anew in its own program, or try a .docx or .txt.",
        ) from None
    if "refused" in answer:
        refused = answer["refused"]
        raise ImportRefusedError(refused["code"], zh=refused["zh"], en=refused["en"])
    return dict(answer["reading"])


def _too_costly(name: str) -> ImportRefusedError:
    return ImportRefusedError(
        "too_costly",
        zh=f"读取“{name}”用时或占用内存过多，已停止，没有保存任何内容；请只上传规划正文，或改用 .docx、.txt。",
        en=f"Reading “{name}” took too much time or memory and was stopped; nothing was kept. Upload only the plan itself, "
        "or a .docx or .txt.",
    )

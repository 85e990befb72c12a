"""A demo of its own for the benchmarks of pages: a fresh folder, a free port, the region's content, nothing of the user's."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Served:
    """Where the demo listens, and the cookie of a signed-in planner."""

    port: int
    cookie: str

    def get(self, address: str, connection: http.client.HTTPConnection | None = None) -> tuple[int, bytes]:
        """Status and body of a page, read as the planner."""
        link = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        link.request("GET", address, headers={"Cookie": self.cookie})
        answer = link.getresponse()
        body = answer.read()
        if connection is None:
            link.close()
        return answer.status, body


@contextmanager
def serve_demo() -> Iterator[Served]:
    """Start ``manage.py demo`` in a temporary folder, sign in as the planner, and stop it afterwards."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {"KECHUANG_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.demo"}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port), "--no-twin"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _wait(port, process)
            accounts = json.loads((Path(folder) / "demo-accounts.json").read_text("utf-8"))
            yield Served(port, _sign_in(port, "planner", accounts["planner"]["password"]))
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the demo ended with code {process.returncode} before it served")
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/healthz")
            if link.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"the demo did not answer within {PATIENCE:.0f} s")


def _sign_in(port: int, name: str, password: str) -> str:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", "/accounts/sign-in/")
    answer = link.getresponse()
    page = answer.read().decode()
    jar = _cookies(answer)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the sign-in page has no form")
    form = urlencode({"csrfmiddlewaretoken": token[1], "username": name, "password": password})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": "; ".join(f"{key}={value}" for key, value in jar.items()),
        "Referer": f"http://127.0.0.1:{port}/accounts/sign-in/",
    }
    link.request("POST", "/accounts/sign-in/", form, headers)
    answer = link.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"signing in answered {answer.status}")
    jar |= _cookies(answer)
    return "; ".join(f"{key}={value}" for key, value in jar.items())


def _cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    found = {}
    for key, value in answer.getheaders():
        if key.lower() == "set-cookie":
            name, _, rest = value.partition("=")
            found[name] = rest.partition(";")[0]
    return found

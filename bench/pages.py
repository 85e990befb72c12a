"""Pages of the demo: time of each as one reader sees it, and 200 readers at once without an error."""

from __future__ import annotations

import http.client
import statistics
import threading
import time

from bench.frame import Result
from bench.served import Served, serve_demo

DAY = "as_of=2023-09-01"
PAGES = {
    "leader's page": f"/plan/?{DAY}",
    "leader's page, English, another day": "/plan/?as_of=2024-05-01",
    "indicator": f"/plan/indicators/leading_count/?{DAY}",
    "programmes and tasks": f"/plan/board/?{DAY}",
    "plan text": f"/plan/text/?{DAY}",
    "work list": f"/plan/worklist/?{DAY}",
    "screen": f"/plan/screen/?view=firms&{DAY}",
    "ledger": "/data/",
    "documents": "/plan/documents/",
    "amendments": "/plan/amendments/",
}
READERS, ROUNDS = 200, 3
AIM = 0.150


def run() -> list[Result]:
    """Every page alone, then all of them to 200 readers at once."""
    with serve_demo() as served:
        results = [_alone(served, name, address) for name, address in PAGES.items()]
        return [*results, *_together(served)]


def _alone(served: Served, name: str, address: str) -> Result:
    link = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    times, first = [], 0.0
    for turn in range(12):
        began = time.perf_counter()
        status, _body = served.get(address, link)
        taken = time.perf_counter() - began
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")
        if turn == 0:
            first = taken
        else:
            times.append(taken)
    return Result(name, statistics.median(times), "page", AIM, f"first time {first * 1000:.0f} ms")


def _together(served: Served) -> list[Result]:
    addresses = list(PAGES.values())
    times: list[float] = []
    errors: list[str] = []
    gate = threading.Barrier(READERS + 1)

    def read(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
        gate.wait()
        for turn in range(ROUNDS):
            address = addresses[(number + turn) % len(addresses)]
            began = time.perf_counter()
            try:
                status, _body = served.get(address, link)
            except (OSError, http.client.HTTPException) as error:
                errors.append(f"{address}: {error!r}")
                link = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
                continue
            if status != 200:
                errors.append(f"{address}: {status}")
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    asked = READERS * ROUNDS
    ordered = sorted(times)
    note = f"{len(errors)} errors of {asked}; {asked / whole:.0f} pages/s" + (f"; first: {errors[0]}" if errors else "")
    if errors:
        raise RuntimeError(note)
    return [
        Result(f"{READERS} readers at once: half within", statistics.median(ordered), "page", None, note),
        Result(f"{READERS} readers at once: 95 % within", ordered[int(len(ordered) * 0.95)], "page"),
    ]

"""Many users at once: `make run`, asks the page for a while, and says how long people waited.

    python -m bench.load [--users 50] [--seconds 120] [--think 0] [--corpus DIR]

Each user opens the page, then asks, opens the clause behind the first marker while the
page looks for questions that lead on, searches, and begins again, without a pause unless
--think gives one. Prints a table of requests, errors and seconds, and the seconds from
`make run` to the first answer over loopback: everything installed, no index yet. Without
users (--users 0) it prints these alone. Not a test: its figures are those of the machine.
"""

import argparse
import asyncio
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import httpx

from assistant.batch import read_asked
from assistant.library import BUNDLED, ROOT
from bench.stages import median_and_p95
from eval.report import make_table

QUESTIONS = ROOT / "eval" / "data" / "digest.jsonl"
FIRST = "威海市认知障碍照护床位要建多少张？"
_WAIT_S = 300
_TIMEOUT_S = 60.0
_NAMES = {
    "open": "打开页面",
    "ask": "提问",
    "clause": "看原文",
    "next": "接着问（页面自己取，无人等）",
    "search": "查条款",
}
_MARKER = re.compile(r'class="marker" data-clause="([^"]+)" data-start="(\d+)" data-end="(\d+)"')


@dataclass(slots=True)
class Tally:
    """What happened to the requests of one kind.

    Attributes:
        seconds: Of each request that was answered well.
        errors: What went wrong with the others.
    """

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the load and print the figures; 1 when any request failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description="许多人同时用页面")
    parser.add_argument("--users", type=int, default=50, help="同时多少人")
    parser.add_argument("--seconds", type=float, default=120.0, help="多久")
    parser.add_argument("--think", type=float, default=0.0, help="每次请求后歇多少秒")
    parser.add_argument("--corpus", type=Path, default=BUNDLED, help="资料文件夹")
    return asyncio.run(measure(parser.parse_args(argv)))


async def measure(options: argparse.Namespace) -> int:
    """Start the page, load it, print the table."""
    async with running(options.corpus) as (address, first_s):
        print(f"从 make run 到第一次答出：{first_s:.1f} 秒（已安装，连建索引）", flush=True)
        if not options.users:
            return 0
        tallies = {name: Tally() for name in _NAMES}
        questions = [asked.question for asked in read_asked(QUESTIONS)]
        limits = httpx.Limits(max_connections=None)
        started = time.perf_counter()
        until = started + options.seconds
        async with httpx.AsyncClient(base_url=address, timeout=_TIMEOUT_S, limits=limits) as client:
            users = [
                User(client, tallies, questions, random.Random(number), options.think)
                for number in range(options.users)
            ]
            await asyncio.gather(*(user.live(until) for user in users))
        spent = time.perf_counter() - started
    print(f"{options.users} 人同时用 {spent:.0f} 秒：\n{table(tallies, spent)}")
    failed = [error for tally in tallies.values() for error in tally.errors]
    print("\n".join(sorted(set(failed))[:10]))
    return 1 if failed else 0


@dataclass(frozen=True, slots=True)
class User:
    """One person, who goes on and on."""

    client: httpx.AsyncClient
    tallies: dict[str, Tally]
    questions: Sequence[str]
    dice: random.Random
    think_s: float

    async def live(self, until: float) -> None:
        """Use the page until a time of ``time.perf_counter``."""
        await self._timed("open", self.client.get("/"))
        while time.perf_counter() < until:
            question = self.dice.choice(self.questions)
            reply = await self._timed(
                "ask", self.client.post("/page/ask", json={"question": question})
            )
            card = json.loads(reply.text.splitlines()[-1]) if reply else {}
            if marker := _MARKER.search(card.get("html", "")):
                where = dict(
                    zip(("id", "start", "end"), map(unescape, marker.groups()), strict=True)
                )
                body = {"history": card["turn"]}
                await asyncio.gather(
                    self._timed("clause", self.client.get("/page/clause", params=where)),
                    self._timed("next", self.client.post("/page/next", json=body)),
                )
            if time.perf_counter() < until:
                words = {"q": question[:20]}
                await self._timed("search", self.client.get("/api/search", params=words))

    async def _timed(self, name: str, work: Awaitable[httpx.Response]) -> httpx.Response | None:
        tally, started = self.tallies[name], time.perf_counter()
        try:
            reply = await work
            reply.raise_for_status()
        except httpx.HTTPError as error:
            tally.errors.append(f"{name}: {type(error).__name__} {error}"[:200])
            return None
        tally.seconds.append(time.perf_counter() - started)
        await asyncio.sleep(self.think_s)
        return reply


@asynccontextmanager
async def running(corpus: Path) -> AsyncIterator[tuple[str, float]]:
    """`make run` with a new index; yields its address and the seconds to its first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        # The Makefile has no word for the index; what follows the port is handed on with it.
        subprocess.run(["make", "setup"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        words = [f"PORT={port} --index '{folder}/index'", f"CORPUS={corpus.resolve()}"]
        started = time.perf_counter()
        server = subprocess.Popen(
            ["make", "run", *words],
            cwd=ROOT,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # make complains of its end
            start_new_session=True,
        )
        try:
            await first_answer(address, server)
            yield address, time.perf_counter() - started
        finally:
            # Make and what it runs.
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)


async def first_answer(address: str, server: subprocess.Popen[bytes]) -> None:
    """Ask until there is an answer.

    Raises:
        TimeoutError: There is none, or the server has ended.
    """
    until = time.monotonic() + _WAIT_S
    async with httpx.AsyncClient(base_url=address, timeout=_TIMEOUT_S) as client:
        while time.monotonic() < until and server.poll() is None:
            try:
                reply = await client.post("/page/ask", json={"question": FIRST})
            except httpx.TransportError:
                await asyncio.sleep(0.1)
                continue
            reply.raise_for_status()
            return
    raise TimeoutError("the server gave no answer; see what `make run` says")


def table(tallies: dict[str, Tally], spent: float) -> str:
    """Requests, errors and seconds of each kind."""
    rows = []
    for name, tally in tallies.items():
        median, p95 = (milliseconds / 1000 for milliseconds in median_and_p95(tally.seconds))
        longest = max(tally.seconds, default=0.0)
        counts = (str(len(tally.seconds)), str(len(tally.errors)))
        each = f"{len(tally.seconds) / spent:.1f}"
        rows.append((_NAMES[name], *counts, each, f"{median:.2f}", f"{p95:.2f}", f"{longest:.2f}"))
    return make_table(("请求", "次数", "出错", "每秒", "p50 秒", "p95 秒", "最久"), rows)


if __name__ == "__main__":
    sys.exit(main())

"""Questions take turns; what nobody waits for gives way."""

import threading

import anyio

from page.turns import Turns


def test_two_at_once_and_the_others_wait():
    running, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(2, timeout=10)

    def work():
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1

    async def main():
        turns = Turns()
        async with anyio.create_task_group() as group:
            for _ in range(6):
                group.start_soon(turns.take, work)

    anyio.run(main)
    assert most == 2


def test_spare_work_is_dropped_while_people_wait():
    free = threading.Event()

    async def main():
        turns = Turns()
        assert await turns.spare(lambda: "done", "dropped") == "done"
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(turns.take, lambda: free.wait(10))
            await anyio.wait_all_tasks_blocked()
            given = await turns.spare(lambda: "done", "dropped")
            free.set()
        return given

    assert anyio.run(main) == "dropped"


def test_a_long_work_keeps_its_turn_and_is_closed_when_left():
    closed = []

    def work():
        try:
            yield from "甲乙丙"
        finally:
            closed.append(True)

    async def main():
        turns = Turns()
        whole = [item async for item in turns.each(work())]
        part = []
        items = turns.each(work())
        async for item in items:
            part.append(item)
            break
        await items.aclose()
        assert await turns.take(lambda: 1) == 1
        return whole, part

    assert anyio.run(main) == (["甲", "乙", "丙"], ["甲"])
    assert closed == [True, True]

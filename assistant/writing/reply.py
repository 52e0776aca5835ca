"""A writer's reply, read in a thread of its own so that no writer can make anybody wait."""

import queue
import threading
from collections.abc import Iterator

from assistant.errors import WriterError
from assistant.writing.writer import Writer, WritingTask

MAX_CHARS = 6_000
_END = object()


def read_reply(writer: Writer, task: WritingTask) -> Iterator[str]:
    """Pieces of the reply; the writer is told to stop when the caller is done with it.

    Raises:
        WriterError: The deadline passed, the reply is too long, or the writer failed.
    """
    pieces: queue.Queue[object] = queue.Queue()
    threading.Thread(target=_pump, args=(writer, task, pieces), daemon=True).start()
    length = 0
    try:
        while (piece := _next(pieces, task)) is not _END:
            if isinstance(piece, WriterError):
                raise piece
            length += len(str(piece))
            if length > MAX_CHARS:
                raise WriterError(f"模型的回答超过{MAX_CHARS}字，已停止。")
            yield str(piece)
    finally:
        task.stopped.set()


def _next(pieces: queue.Queue[object], task: WritingTask) -> object:
    try:
        return pieces.get(timeout=max(0.001, task.seconds_left()))
    except queue.Empty as error:
        raise WriterError("模型没有在限定时间内写完。") from error


def _pump(writer: Writer, task: WritingTask, pieces: queue.Queue[object]) -> None:
    try:
        for piece in writer.write(task):
            pieces.put(piece)
            if task.stopped.is_set():
                break
        pieces.put(_END)
    except WriterError as error:
        pieces.put(error)
    except Exception as error:  # noqa: BLE001  a library under a model may raise anything
        pieces.put(WriterError(f"模型出错（{type(error).__name__}），改用原文摘录。"))

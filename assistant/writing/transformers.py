"""A causal language model in a local folder, run through transformers."""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.errors import WriterError
from assistant.writing.writer import WriterConfig, WritingTask

if TYPE_CHECKING:
    import torch
    from transformers import (
        BatchEncoding,
        GenerationConfig,
        PreTrainedModel,
        PreTrainedTokenizerBase,
        TextIteratorStreamer,
    )

_CHUNK_WAIT_S = 0.2


class TransformersWriter:
    """Writes with a chat model; one reply at a time, the likeliest words unless told otherwise.

    Nothing is downloaded, no code of the folder is run, and weights are read from safetensors
    files alone.
    """

    def __init__(self, config: WriterConfig) -> None:
        """Load the folder ``config.model``.

        Raises:
            WriterError: Not a folder with a causal model, a tokenizer and a chat template.
        """
        self._config = config
        self._model, self._tokenizer = _load(config)
        self.name = Path(config.model).resolve().name
        self.timeout_s = config.timeout_s
        self._window = config.window or _window(self._model)
        self._special = sorted(map(str, self._tokenizer.all_special_tokens), key=len, reverse=True)
        self._turn = threading.Lock()

    @property
    def room(self) -> int:
        """Most tokens of a prompt."""
        return self._window - self._config.max_tokens

    def count(self, text: str) -> int:
        """Tokens of ``text`` by the model's own tokenizer."""
        return len(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def write(self, task: WritingTask) -> Iterator[str]:
        """Pieces of the reply as the model makes them.

        Raises:
            WriterError: The prompt is too long, another reply takes too long, or the model failed.
        """
        if not self._turn.acquire(timeout=task.seconds_left()):
            raise WriterError("模型正在回答别的问题。")
        try:
            yield from _until_stop(self._pieces(task), self._config.stop)
        finally:
            self._turn.release()

    def _pieces(self, task: WritingTask) -> Iterator[str]:
        from transformers import TextIteratorStreamer

        inputs = self._inputs(task)
        streamer = TextIteratorStreamer(
            self._tokenizer, skip_prompt=True, timeout=_CHUNK_WAIT_S, skip_special_tokens=True
        )
        work = _Generation(self._model, inputs, streamer, task, self._config)
        work.start()
        try:
            yield from work.pieces()
        finally:
            task.stopped.set()
            work.join()

    def _inputs(self, task: WritingTask) -> "BatchEncoding":
        messages = [
            {"role": m.role, "content": self._without_special(m.content)} for m in task.messages
        ]
        inputs = cast(
            "BatchEncoding",
            self._tokenizer.apply_chat_template(
                messages,
                add_generation_prompt=True,
                return_tensors="pt",
                return_dict=True,
                enable_thinking=False,
            ),
        )
        if inputs["input_ids"].shape[1] > self.room:
            raise WriterError("提示超过了模型能读的长度。")
        return inputs.to(self._model.device)

    def _without_special(self, text: str) -> str:
        """Text of clauses and people must never become a turn of the talk."""
        for token in self._special:
            text = text.replace(token, " ")
        return text


class _Generation(threading.Thread):
    """``generate`` beside the reader of its pieces."""

    def __init__(
        self,
        model: "PreTrainedModel",
        inputs: "BatchEncoding",
        streamer: "TextIteratorStreamer",
        task: WritingTask,
        config: WriterConfig,
    ) -> None:
        super().__init__(daemon=True)
        self._model, self._inputs, self._streamer = model, inputs, streamer
        self._task, self._config = task, config
        self._error: Exception | None = None

    def run(self) -> None:
        """Generate; whatever happens the streamer is closed."""
        from transformers import StoppingCriteriaList

        try:
            generate = cast("Callable[..., object]", self._model.generate)
            generate(
                **self._inputs,
                generation_config=_settings(self._model, self._config),
                streamer=self._streamer,
                stopping_criteria=StoppingCriteriaList([_Stopped(self._task)]),
            )
        except Exception as error:  # noqa: BLE001  told to the reader's thread
            self._error = error
            self._streamer.on_finalized_text("", stream_end=True)

    def pieces(self) -> Iterator[str]:
        """Text as it comes.

        Raises:
            WriterError: The model failed, or the time is over.
        """
        while True:
            try:
                piece = next(self._streamer)
            except StopIteration:
                break
            except queue.Empty:
                if not self._task.seconds_left():
                    raise WriterError("模型没有在限定时间内写完。") from None
                continue
            if piece:
                yield piece
        if self._error:
            raise WriterError(f"模型出错（{type(self._error).__name__}）。") from self._error
        if not self._task.seconds_left():
            raise WriterError("模型没有在限定时间内写完。")


class _Stopped:
    """Ends ``generate`` after the current word when nobody waits any more."""

    def __init__(self, task: WritingTask) -> None:
        self._task = task

    def __call__(
        self, input_ids: "torch.Tensor", scores: "torch.Tensor", **_: object
    ) -> "torch.Tensor":
        import torch

        done = not self._task.seconds_left()
        return torch.full((input_ids.shape[0],), done, dtype=torch.bool, device=input_ids.device)


def _load(config: WriterConfig) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    device = config.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    _check_device(device)
    dtype = config.dtype
    if dtype == "auto":
        dtype = "float32" if device == "cpu" else "auto"
    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = AutoTokenizer.from_pretrained(config.model, **local)
        model = AutoModelForCausalLM.from_pretrained(
            config.model, dtype=dtype, use_safetensors=True, **local
        )
        torch.nn.Module.to(model, device).train(False)
    except Exception as error:
        raise WriterError(
            f"打不开模型文件夹“{config.model}”（{type(error).__name__}），"
            "请确认其中有 safetensors 权重、config.json 和分词器文件。"
        ) from error
    if not tokenizer.chat_template:
        raise WriterError(f"模型“{config.model}”没有对话模板，请换用对话（instruct、chat）模型。")
    return model, tokenizer


def _check_device(device: str) -> None:
    """Put a number on the device: the only sure way to learn that it works.

    Raises:
        WriterError: It does not.
    """
    import torch

    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise WriterError(f"设备“{device}”在本机用不了，请改用 --device cpu。") from error


def _settings(model: "PreTrainedModel", config: WriterConfig) -> "GenerationConfig":
    """The model's own ends of a reply, and nothing else of its habits."""
    import torch
    from transformers import GenerationConfig

    own = model.generation_config
    sampling = config.temperature > 0
    if sampling:
        torch.manual_seed(config.seed)
    pad = own.pad_token_id
    if pad is None:
        pad = own.eos_token_id[0] if isinstance(own.eos_token_id, list) else own.eos_token_id
    make = cast("Callable[..., GenerationConfig]", GenerationConfig)
    return make(
        max_new_tokens=config.max_tokens,
        do_sample=sampling,
        temperature=config.temperature if sampling else None,
        eos_token_id=own.eos_token_id,
        bos_token_id=own.bos_token_id,
        pad_token_id=pad,
    )


def _window(model: "PreTrainedModel") -> int:
    return int(getattr(model.config, "max_position_embeddings", 0) or 4096)


def _until_stop(pieces: Iterator[str], stop: tuple[str, ...]) -> Iterator[str]:
    """Pieces up to the first stop text, which may lie across two of them."""
    longest = max(map(len, stop), default=0)
    held = ""
    for piece in pieces:
        held += piece
        ends = [at for text in stop if (at := held.find(text)) >= 0]
        if ends:
            yield held[: min(ends)]
            return
        ready = max(0, len(held) - max(0, longest - 1))
        yield held[:ready]
        held = held[ready:]
    yield held

"""Passages a second, memory and size of the built-in encoder and of a small BERT.

Each is measured in a process of its own, on one thread, over the same passages.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BERT_LAYERS = 6
BERT_VOCABULARY = 21_128  # of the usual Chinese BERT
BERT_MAX_TOKENS = 512
BERT_BATCH = 8
REPEATS = 3
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Speed:
    """What an encoder costs.

    Attributes:
        per_second: Passages encoded in a second, the best of some rounds.
        peak_bytes: Most memory that its process held, imports and weights included.
        disk_bytes: Size of its files.
    """

    per_second: float
    peak_bytes: int
    disk_bytes: int


def measure_apart(encoder: str, texts: Sequence[str]) -> Speed:
    """Measure an encoder of MEASURES in a fresh process that has one thread.

    Raises:
        CalledProcessError: The process failed; its own message is on stderr.
    """
    # Not multiprocessing: its child would import all that the parent's main module imports.
    code = "from bench.encoders import answer_parent; answer_parent()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | dict.fromkeys(_THREADS, "1"),
        input=json.dumps([encoder, *texts]),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Speed(**json.loads(done.stdout))


def answer_parent() -> None:
    """The child's side of measure_apart: an encoder and texts in, its Speed out."""
    encoder, *texts = json.load(sys.stdin)
    json.dump(asdict(MEASURES[encoder](texts)), sys.stdout)


def measure_built_in(texts: Sequence[str]) -> Speed:
    """The encoder that ships with the product."""
    from index.encoder import load_encoder
    from index.encoder_builtin import FOLDER

    encoder = load_encoder()
    rate = _rate(lambda: encoder.encode_passages(texts), len(texts), REPEATS)
    return Speed(rate, peak_bytes(), folder_bytes(FOLDER))


def measure_bert(texts: Sequence[str]) -> Speed:
    """A BERT of six layers with random weights, one token a character, as in Chinese models.

    Its tokenizer is left out, and passages of like length share a batch: both in its favour.
    """
    import torch
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = BertConfig(num_hidden_layers=BERT_LAYERS, vocab_size=BERT_VOCABULARY)
    model = BertModel(config).train(False)
    sizes = sorted(min(len(text) + 2, BERT_MAX_TOKENS) for text in texts)
    batches = [sizes[at : at + BERT_BATCH] for at in range(0, len(sizes), BERT_BATCH)]
    inputs = [torch.randint(1, BERT_VOCABULARY, (len(b), b[-1])) for b in batches]

    def encode() -> None:
        with torch.inference_mode():
            for ids in inputs:
                model(input_ids=ids).last_hidden_state.mean(dim=1)

    rate = _rate(encode, len(texts), 1)
    size = sum(weights.numel() * weights.element_size() for weights in model.parameters())
    return Speed(rate, peak_bytes(), size)


def peak_bytes() -> int:
    """Most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.is_file():
        # Unlike ru_maxrss this does not count what the parent held before the start.
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def folder_bytes(folder: Path) -> int:
    """Size of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _rate(encode: Callable[[], object], n: int, repeats: int) -> float:
    """Texts a second in the best of some rounds, the others having been disturbed."""
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        encode()
        seconds.append(time.perf_counter() - started)
    return n / min(seconds)


MEASURES: dict[str, Callable[[Sequence[str]], Speed]] = {
    "built-in": measure_built_in,
    "bert": measure_bert,
}

"""Speed on one core: passages a second by the built-in encoder and by a six-layer BERT.

Memory, size on disk, and the cold start of `assistant search` besides.

The BERT has random weights: speed does not depend on them. Run as
`OMP_NUM_THREADS=1 python -m training.measure_speed --data ../shared/data`.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from index.encoder_builtin import FOLDER, load_built_in
from training.texts import article_text, read_rows

N_OURS, N_BERT, BATCH = 20_000, 64, 32
SEARCH = "import sys; from assistant.__main__ import main; sys.exit(main(sys.argv[1:]))"
LOAD = (
    "import resource; from index.encoder_builtin import load_built_in; load_built_in();"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
)


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of the work: other programs on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def cold_start(index: Path | None) -> tuple[float, float]:
    """Seconds of `assistant search` from nothing: of the clock, and of the processor."""
    command = [sys.executable, "-c", SEARCH, "search", "老年食堂"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        command + (["--index", str(index)] if index else []), check=True, capture_output=True
    )
    clock, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def print_footprint(index: Path | None) -> None:
    """Prints size on disk, memory of a process with the encoder, and the cold start."""
    size = sum(file.stat().st_size for file in FOLDER.rglob("*") if file.is_file())
    memory = subprocess.run([sys.executable, "-c", LOAD], check=True, capture_output=True)
    print(f"on disk {size / 1e6:.1f} MB, in memory {int(memory.stdout)} MiB with Python and numpy")
    clock, processor = cold_start(index)
    print(f"cold start of search {clock:.2f} s by the clock, {processor:.2f} s of processor")


def main() -> None:
    """Prints passages a second, and the cold start of the built-in encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--index", type=Path, help="default: that of the bundled texts")
    options = parser.parse_args()
    print_footprint(options.index)
    torch.set_num_threads(1)
    rows = read_rows(options.data, "laws_articles")[:: 141_880 // N_OURS]
    texts = [article_text(row) for row in rows]
    load_built_in.cache_clear()
    print(f"loading {seconds(load_built_in):.3f} s")
    encoder = load_built_in()
    print(f"ours {len(texts) / seconds(lambda: encoder.encode_passages(texts)):,.0f} a second")
    bert = BertModel(BertConfig(vocab_size=21_128, num_hidden_layers=6)).train(mode=False)
    # Characters are BERT's tokens in Chinese: about as many as the passage is long.
    lengths = sorted(min(len(text), 510) + 2 for text in texts[:: len(texts) // N_BERT])
    batches = [
        torch.randint(1, 21_000, (len(lengths[i : i + BATCH]), lengths[i : i + BATCH][-1]))
        for i in range(0, len(lengths), BATCH)
    ]
    with torch.inference_mode():
        rate = len(lengths) / seconds(lambda: [bert(batch) for batch in batches])
    print(f"six-layer BERT {rate:,.1f} a second, {len(lengths)} passages")


if __name__ == "__main__":
    main()

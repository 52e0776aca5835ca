"""Speed on one core: passages a second by the built-in encoder and by a six-layer BERT.

The BERT has random weights: speed does not depend on them. Run as
`OMP_NUM_THREADS=1 python -m training.measure_speed --data ../shared/data`.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from index.encoder_builtin import load_built_in
from training.texts import article_text, read_rows

N_OURS, N_BERT, BATCH = 20_000, 256, 32


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of the work: other programs on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Prints passages a second, and the cold start of the built-in encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = read_rows(options.data, "laws_articles")[:: 141_880 // N_OURS]
    texts = [article_text(row) for row in rows]
    load_built_in.cache_clear()
    print(f"cold start {seconds(load_built_in):.3f} s")
    encoder = load_built_in()
    print(f"ours {len(texts) / seconds(lambda: encoder.encode_passages(texts)):,.0f} a second")
    bert = BertModel(BertConfig(vocab_size=21_128, num_hidden_layers=6)).eval()
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

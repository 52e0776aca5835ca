"""Writes an encoder as an ordinary SentenceTransformer folder."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

STATIC = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
NORMALIZE = "sentence_transformers.base.modules.normalize.Normalize"
SETTINGS = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def write_json(path: Path, content: object) -> None:
    """One JSON file, readable, with a last line end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_modules(folder: Path, kinds: list[tuple[str, str]]) -> None:
    """The list of modules: (type, folder) in the order they run."""
    rows = [
        {"idx": i, "name": str(i), "path": path, "type": kind}
        for i, (kind, path) in enumerate(kinds)
    ]
    write_json(folder / "modules.json", rows)
    write_json(folder / "config_sentence_transformers.json", SETTINGS)


def save_static(folder: Path, tokenizer: Tokenizer, table: NDArray[np.float32]) -> None:
    """Saves a static table, each row in 8 bits with a scale of its own.

    Args:
        folder: Where the encoder goes.
        tokenizer: Its tokenizer.
        table: (tokens, dim) vectors.
    """
    weights = np.maximum(np.abs(table).max(axis=1), 1e-12) / 127.0
    rows = np.rint(table / weights[:, None]).astype(np.int8)
    write_modules(folder, [(STATIC, ""), (NORMALIZE, "1_Normalize")])
    write_json(folder / "1_Normalize" / "config.json", {})
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    save_file(
        {"embeddings": rows, "weights": weights.astype(np.float32)}, folder / "model.safetensors"
    )

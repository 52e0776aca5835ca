"""The index that a command works on: a given one, or that of the bundled corpus."""

import os
from pathlib import Path

from index.build import Build, Progress, build_index
from index.clause_index import ClauseIndex, load_index
from index.config import IndexConfig
from index.document import find_sources, read_source
from index.edition import edition
from index.encoder import load_encoder
from index.errors import StoreMismatchError, StoreNotFoundError
from index.store import has_generation

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "corpus"


def default_folder() -> Path:
    """Where the bundled corpus's index lies: in the checkout, or the user's cache."""
    if os.access(ROOT, os.W_OK) and (ROOT / "pyproject.toml").is_file():
        return ROOT / "var" / "index"
    return Path.home() / ".cache" / "laoyousuowen" / "index"


def open_library(folder: Path | None) -> ClauseIndex:
    """Load an index; without a folder that of the bundled corpus, built when absent.

    Raises:
        StoreNotFoundError: The given folder holds no index.
        StoreError, EncoderError: It cannot be used.
    """
    if folder is not None:
        return load_index(folder, load_encoder)
    folder = default_folder()
    try:
        index = load_index(folder, load_encoder)
    except (StoreNotFoundError, StoreMismatchError):
        return build_library(BUNDLED, folder, None).index
    return index if _is_current(index) else build_library(BUNDLED, folder, None).index


def build_library(
    corpus: Path,
    folder: Path,
    encoder: str | None,
    progress: Progress = lambda done, total: None,
) -> Build:
    """Build or bring up to date the index of a folder of documents.

    Args:
        corpus: The folder of documents.
        folder: Where the index goes; what is there already is reused where unchanged.
        encoder: Name or path; None keeps that of the former index, or the built-in one.
        progress: Told how much of the work is done, see build_index.

    Raises:
        CorpusNotFoundError, StoreError, EncoderError: With what to do about it.
    """
    former = _former(folder, encoder)
    name = encoder or (former.config.encoder if former else "built-in")
    config = IndexConfig(encoder=name)
    used = former.encoder if former else load_encoder(name)
    built = build_index(corpus, used, config, former, progress)
    built.index.save(folder)
    return built


def _is_current(index: ClauseIndex) -> bool:
    """Whether the bundled corpus and this program are those that the index was made of."""
    files = {read_source(path, BUNDLED).sha256 for path in find_sources(BUNDLED)}
    known = {source.sha256 for source in index.sources.values()}
    return files == known and index.config.edition == edition()


def _former(folder: Path, encoder: str | None) -> ClauseIndex | None:
    """The index that is there, if it can be taken over."""
    if not has_generation(folder):
        return None
    try:
        former = load_index(folder, load_encoder)
    except StoreMismatchError:
        return None
    return former if encoder in (None, former.config.encoder) else None

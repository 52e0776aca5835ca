"""The models that a command was asked to use beside the built-in ones: a writer, a reranker."""

import argparse
import datetime as dt
from dataclasses import dataclass

from assistant.pipeline import THRESHOLD, Assistant
from assistant.rerank import Reranker, load_reranker
from assistant.writing.options import add_writer_options, read_writer_options
from assistant.writing.writer import Writer
from index.clause_index import ClauseIndex


@dataclass(frozen=True, slots=True)
class Models:
    """Optional models, loaded once for all assistants of a process.

    Attributes:
        writer: Words the answers; None for the clauses' own words.
        reranker: Re-orders the clauses found; None for the fused score alone.
        rewrite_queries: Whether the writer's wordings of a question are looked up too.
    """

    writer: Writer | None = None
    reranker: Reranker | None = None
    rewrite_queries: bool = False

    def assistant(
        self, index: ClauseIndex, *, today: dt.date | None = None, threshold: float = THRESHOLD
    ) -> Assistant:
        """An assistant over ``index`` that uses these models."""
        return Assistant(
            index,
            today=today,
            threshold=threshold,
            writer=self.writer,
            reranker=self.reranker,
            rewrite_queries=self.rewrite_queries,
        )


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Add --generator with its settings, --rewrite-queries and --reranker."""
    add_writer_options(parser)
    parser.add_argument(
        "--reranker",
        metavar="模型",
        help="用 CrossEncoder 重排条款：本机的名字或文件夹（默认不用）",
    )


def open_models(options: argparse.Namespace) -> Models:
    """Open what the options name.

    Raises:
        WriterError: The writer's options do not fit together, or it cannot be opened.
        RerankerError: The reranker cannot be opened.
    """
    writer = read_writer_options(options).open()
    reranker = load_reranker(options.reranker) if options.reranker else None
    return Models(writer, reranker, options.rewrite_queries)

"""The learnt ranking: LambdaRank over the best of every way of searching.

Run as `python -m training.ranker --data ../shared/data --stages var/training`; the first
stage of training.encoder must lie in `stages`. A question is only shown to an encoder that
did not learn from it: each fold has an encoder of its own, trained without that fifth.
`general.json` knows questions and passages only; `memory.json` also the known questions of
STARD's training part and of other sources, and serves libraries of national law alone.
"""

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder_builtin import BuiltInEncoder
from training.encoder import fold_encoder
from training.own import own_pairs
from training.pairs import fact_split, lawyer_pairs, stard_split
from training.ranking_corpus import Piece, RankedCorpus, article_piece, notice_pieces
from training.ranking_features import GENERAL, MEMORY, ask, rank_features
from training.ranking_memory import ASKED, TOLD, Known, Memory
from training.testbeds import find_evidence
from training.texts import is_national, read_rows
from training.trees import SEED, write_ranker

FOLDS, FACT_FOLDS = (0, 1, 2), (0,)
OUT = Path(__file__).resolve().parent / "data"
MAX_ANSWER_CHARS = 400
N_TREES = 150
GROWTH = {
    "objective": "lambdarank", "lambdarank_truncation_level": 15, "learning_rate": 0.05,
    "num_leaves": 15, "min_data_in_leaf": 40, "lambda_l2": 5.0, "feature_fraction": 0.5,
    "bagging_fraction": 0.7, "bagging_freq": 1, "seed": SEED, "deterministic": True,
    "num_threads": 1, "verbose": -1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question's candidates: numbers of pieces, their features, and which are right."""

    rows: NDArray[np.int64]
    features: NDArray[np.float32]
    gold: frozenset[int]


def national_articles(data: Path) -> list[dict[str, Any]]:
    """Rows of the national-level articles, the corpus of STARD."""
    return [row for row in read_rows(data, "laws_articles") if is_national(row)]


def all_pieces(data: Path) -> list[Piece]:
    """All law articles and notices, in the order of training.testbeds.fact_passages."""
    return [article_piece(row) for row in read_rows(data, "laws_articles")] + notice_pieces(data)


def known_questions(data: Path, articles: Sequence[dict[str, Any]]) -> list[Known]:
    """Questions whose articles or answers are known, none of a test or of a house's own eval."""
    place = {row["id"]: i for i, row in enumerate(articles)}
    at = {piece.text: i for i, piece in enumerate(map(article_piece, articles))}
    known = []
    for row in read_rows(data, "bench_stard"):
        if row["split_stard"] == "train":
            pieces = tuple(place[gold] for gold in row["gold_ids"] if gold in place)
            answer = (row["answer"] or "")[:MAX_ANSWER_CHARS]
            known.append(Known(row["id"], row["q"], pieces, answer, ASKED))
    told: dict[str, set[int]] = {}
    for pair in lawyer_pairs(data) + own_pairs(data):
        if pair.kind in ("cited", "own") and pair.passage in at:
            told.setdefault(pair.question, set()).add(at[pair.passage])
    answers = {
        row["q"]: row["p"][:MAX_ANSWER_CHARS] for row in read_rows(data, "pairs_lawyerllama")
    }
    for question in told | answers:
        pieces = tuple(sorted(told.get(question, ())))
        known.append(Known("", question, pieces, answers.get(question, ""), TOLD))
    return known


def make_memory(known: Sequence[Known], corpus: RankedCorpus) -> Memory:
    """Known questions under the encoder of a corpus."""
    encoder = corpus.encoder
    questions = encoder.encode_queries([row.question for row in known])
    answers = encoder.encode_passages([row.answer for row in known])
    return Memory(known, questions, answers, len(corpus))


def rank_stard(
    data: Path, encoder: BuiltInEncoder, asked: Iterable[dict[str, Any]]
) -> list[Ranked]:
    """Candidates of STARD questions, with the features of both models."""
    articles = national_articles(data)
    corpus = RankedCorpus([article_piece(row) for row in articles], encoder)
    memory = make_memory(known_questions(data, articles), corpus)
    place = {row["id"]: i for i, row in enumerate(articles)}
    return [
        Ranked(
            *rank_features(corpus, ask(corpus, row["q"], row["id"]), memory),
            frozenset(place[gold] for gold in row["gold_ids"] if gold in place),
        )
        for row in asked
    ]


def rank_facts(
    corpus: RankedCorpus, asked: Sequence[dict[str, Any]], wording: int = 0
) -> list[Ranked]:
    """Candidates of facts whose evidence stands in the corpus."""
    texts = [piece.text for piece in corpus.pieces]
    found = find_evidence(texts, [row["evidence"] for row in asked])
    return [
        Ranked(*rank_features(corpus, ask(corpus, row["questions"][wording])), gold)
        for row, gold in zip(asked, found, strict=True)
        if gold
    ]


def fit(ranked: Sequence[Ranked], features: Sequence[str], path: Path) -> None:
    """Fit LambdaRank on the first len(features) columns and write the trees."""
    import lightgbm

    rows = np.concatenate([one.features[:, : len(features)] for one in ranked])
    hits = [np.isin(one.rows, list(one.gold)) for one in ranked]
    labels = np.concatenate(hits).astype(np.int8)
    groups = [len(one.rows) for one in ranked]
    model = lightgbm.train(
        GROWTH, lightgbm.Dataset(rows, labels, group=groups), num_boost_round=N_TREES
    )
    write_ranker(model, rows, labels, features, path)


def main() -> None:
    """Trains what is missing of the folds' encoders, then both models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--stages", type=Path, default=Path("var/training"))
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    laws: list[Ranked] = []
    facts: list[Ranked] = []
    for fold in FOLDS:
        encoder = fold_encoder(options.data, options.stages, fold)
        laws += rank_stard(options.data, encoder, stard_split(options.data, fold=fold).validation)
        if fold in FACT_FOLDS:
            corpus = RankedCorpus(all_pieces(options.data), encoder)
            facts += rank_facts(corpus, fact_split(options.data, fold=fold).validation)
        print(f"fold {fold}: {len(laws)} questions of law, {len(facts)} facts", flush=True)
    fit(laws + facts, GENERAL, options.out / "ranking_general.json")
    fit(laws, GENERAL + MEMORY, options.out / "ranking_memory.json")


if __name__ == "__main__":
    main()

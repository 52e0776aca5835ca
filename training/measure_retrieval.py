"""The table of searching: bigram BM25, + thesaurus, dense, hybrid, + re-ranking.

Run as `python -m training.measure_retrieval --data ../shared/data --eval ../shared/eval/dev.jsonl
--corpus ../shared/corpus`; `--only stard` (facts, crud, dev) measures one bed. Each cell is a mean
with its 95 % bootstrap interval, and the paired permutation p against the row above.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.trees import Trees
from eval.significance import bootstrap, permutation_p
from index.encoder_builtin import FOLDER, load_built_in
from training.measure_product import product_tables
from training.pairs import fact_split, stard_split
from training.ranker import (
    OUT,
    Ranked,
    all_pieces,
    known_questions,
    make_memory,
    national_articles,
)
from training.ranking_corpus import Piece, RankedCorpus, SearchedCorpus, article_piece
from training.ranking_features import GENERAL, MEMORY, Scores, ask, rank_features, score_all
from training.testbeds import find_evidence
from training.texts import read_rows

CUTOFFS = (5, 10, 20, 100)
WORDS_WEIGHT, EXPANDED_WEIGHT = 0.5, 0.3  # as assistant.retrieve.Fusion
LEAST_LINK, LEAST_OVERLAP = 20.0, 0.6
RE_RANKED, REMEMBERED = "+ re-rank", "+ known questions"
Order = NDArray[np.int64]
Measured = dict[str, list[float]]


def orders(scores: Scores) -> dict[str, Order]:
    """The first hundred passages by each way of searching that needs no learnt ranking."""
    own = scores.words + EXPANDED_WEIGHT / WORDS_WEIGHT * (scores.expanded - scores.words)
    both = scores.dense + WORDS_WEIGHT * own
    ways = {"bigram BM25": scores.words, "+ thesaurus": own, "dense": scores.dense, "hybrid": both}
    return {
        name: np.argsort(-values, kind="stable")[: max(CUTOFFS)] for name, values in ways.items()
    }


def re_ranked(ranked: Ranked, model: Trees, n_features: int) -> Order:
    """Candidates by a learnt ranking, best first."""
    scores = model.log_odds(ranked.features[:, :n_features])
    return ranked.rows[np.argsort(-scores, kind="stable")][: max(CUTOFFS)]


def measure(gold: frozenset[int], order: Order, *, any_gold: bool) -> dict[str, float]:
    """Recall at each cutoff and reciprocal rank within ten, of one question.

    Args:
        gold: The right passages.
        order: What was found, best first.
        any_gold: One right passage suffices: they say the same.
    """
    hits = [int(row) in gold for row in order]
    values = {}
    for k in CUTOFFS:
        found = sum(hits[:k])
        values[f"R@{k}"] = float(found > 0) if any_gold else found / max(1, len(gold))
    values["MRR@10"] = next((1 / (i + 1) for i, hit in enumerate(hits[:10]) if hit), 0.0)
    return values


def print_table(title: str, rows: dict[str, Measured]) -> None:
    """One Markdown table; p is against the row above."""
    names = list(next(iter(rows.values())))
    n = len(next(iter(next(iter(rows.values())).values())))
    print(f"\n{title}: {n} questions\n\n| | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    above: Measured | None = None
    for label, measured in rows.items():
        cells = []
        for name in names:
            values = measured[name]
            reach = bootstrap(values)
            cell = f"{np.mean(values):.3f} [{reach.low:.3f}, {reach.high:.3f}]"
            if above is not None:
                cell += f" p={permutation_p(values, above[name]):.4f}"
            cells.append(cell)
        print(f"| {label} | " + " | ".join(cells) + " |", flush=True)
        above = measured


def collect(
    questions: Iterator[tuple[frozenset[int], dict[str, Order]]], *, any_gold: bool
) -> dict[str, Measured]:
    """Measures of each way of searching, one value a question."""
    rows: dict[str, Measured] = {}
    for gold, found in questions:
        for label, order in found.items():
            row = rows.setdefault(label, {})
            for name, value in measure(gold, order, any_gold=any_gold).items():
                row.setdefault(name, []).append(value)
    return rows


def stard(data: Path, folder: Path) -> None:
    """STARD's test part over the national-level articles."""
    articles = national_articles(data)
    corpus = RankedCorpus([article_piece(row) for row in articles], load_built_in(folder))
    memory = make_memory(known_questions(data, articles), corpus)
    general, remembering = Trees(OUT / "ranking_general.json"), Trees(OUT / "ranking_memory.json")
    place = {row["id"]: i for i, row in enumerate(articles)}

    def search() -> Iterator[tuple[frozenset[int], dict[str, Order]]]:
        for row in stard_split(data).test:
            asked = ask(corpus, row["q"], row["id"])
            gold = frozenset(place[name] for name in row["gold_ids"] if name in place)
            found = orders(score_all(corpus, asked, None))
            plain = Ranked(*rank_features(corpus, asked), gold)
            found[RE_RANKED] = re_ranked(plain, general, len(GENERAL))
            known = Ranked(*rank_features(corpus, asked, memory), gold)
            found[REMEMBERED] = re_ranked(known, remembering, len(GENERAL + MEMORY))
            yield gold, found

    print_table("STARD test, 60,472 articles", collect(search(), any_gold=False))


def facts(data: Path, folder: Path) -> None:
    """The held-out facts in a citizen's words over all articles and notices."""
    corpus = RankedCorpus(all_pieces(data), load_built_in(folder))
    general = Trees(OUT / "ranking_general.json")
    rows = fact_split(data).test
    texts = [piece.text for piece in corpus.pieces]
    places = find_evidence(texts, [row["evidence"] for row in rows])
    pairs = [(row, gold) for row, gold in zip(rows, places, strict=True) if gold]

    def search() -> Iterator[tuple[frozenset[int], dict[str, Order]]]:
        for row, gold in pairs:
            asked = ask(corpus, row["questions"][0])
            found = orders(score_all(corpus, asked, None))
            ranked = Ranked(*rank_features(corpus, asked), gold)
            found[RE_RANKED] = re_ranked(ranked, general, len(GENERAL))
            yield gold, found

    title = f"held-out facts, citizen, {len(corpus):,} articles and notices"
    print_table(title, collect(search(), any_gold=True))


def crud(data: Path, folder: Path) -> None:
    """CRUD-RAG one-document questions over its news; the learnt ranking knows no news."""
    news = read_rows(data, "text_crud")
    place = {row["id"]: i for i, row in enumerate(news)}
    pieces = [Piece(row["text"], "", row["text"], 0, 0) for row in news]
    corpus = SearchedCorpus(pieces, load_built_in(folder))
    rows = [
        row
        for row in read_rows(data, "bench_crud")
        if row["task"] == "QuestAnswer1Doc"
        and (row["link"] == "text" or float(row["link_score"]) >= LEAST_LINK)
        and float(row["q_overlap"]) >= LEAST_OVERLAP
    ]

    def search() -> Iterator[tuple[frozenset[int], dict[str, Order]]]:
        for row in rows:
            gold = frozenset(place[name] for name in row["context_ids"] if name in place)
            yield gold, orders(score_all(corpus, ask(corpus, row["q"]), None))

    print_table(f"CRUD-RAG, {len(news):,} news texts", collect(search(), any_gold=True))


def dev(questions: Path, corpus: Path) -> None:
    """The development questions over their documents, searched as the product searches."""
    lines = questions.read_text(encoding="utf-8").splitlines()
    rows: Sequence[dict[str, object]] = [json.loads(line) for line in lines]
    for title, table in product_tables(rows, corpus).items():
        print_table(title, table)


def main() -> None:
    """Prints every table, or one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval/dev.jsonl"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", choices=("stard", "facts", "crud", "dev"))
    options = parser.parse_args()
    for name, bed in (("stard", stard), ("facts", facts), ("crud", crud)):
        if options.only in (None, name):
            bed(options.data, options.folder)
    if options.only in (None, "dev"):
        dev(options.eval, options.corpus)


if __name__ == "__main__":
    main()

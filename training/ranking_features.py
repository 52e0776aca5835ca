"""What a learnt ranking knows about a question and a passage; every feature has a name."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.interaction import MAX_SENTENCE, load_interaction
from index.encoder import Vectors
from index.lexical import split_terms
from index.thesaurus import load_thesaurus
from training.ranking_corpus import Ints, RankedCorpus, SearchedCorpus, unit_rows
from training.ranking_memory import Memory

Floats = NDArray[np.float32]
Columns = dict[str, NDArray[np.floating]]

GENERAL = (
    "dense", "dense_a", "dense_b", "dense_gap", "dense_rank", "words", "words_gap", "words_rank",
    "expanded", "expanded_gap", "expanded_rank", "late", "late_idf", "late_rare", "back",
    "back_idf", "sentence", "sentence_mean", "title", "title_share", "title_shared", "votes",
    "law_rank", "law", "beside", "beside_most", "chars", "order", "kind", "n_sentences",
    "law_size", "n_tokens", "spread", "feedback",
)  # fmt: skip
MEMORY = (
    "asked", "asked_sum", "asked_law", "asked_law_share", "told", "told_sum", "told_law",
    "n_asked", "n_told", "n_asked_law", "n_told_law", "answer", "answer_rank",
    "read", "read_answers",
)  # fmt: skip
DENSE_DEPTH, OTHER_DEPTH = 200, 100
VOTERS, VOTE_SHARPNESS, FEEDBACK = 100, 15.0, 6
NO_TERMS = 1e-6
MAX_STRETCHES = 3
SATURATION = 2.2  # k1 + 1: what a term counts at most, times its idf


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the features see it; `key` is its id among the known questions."""

    text: str
    ids: Ints
    vector: Vectors
    key: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of all pieces, shape (n,): cosine, BM25, BM25 with official terms, by answers."""

    dense: Floats
    words: Floats
    expanded: Floats
    answers: Floats | None


def ask(corpus: SearchedCorpus, text: str, key: str = "") -> Asked:
    """A question under the corpus's encoder."""
    ids = np.array(corpus.encoder.token_ids([text])[0], dtype=np.int64)
    return Asked(text, ids, corpus.encoder.encode_queries([text])[0], key)


def score_all(corpus: SearchedCorpus, asked: Asked, memory: Memory | None) -> Scores:
    """Score every piece by each way of searching."""
    terms = set(split_terms(asked.text))
    ideal = SATURATION * max(sum(map(corpus.lexical.idf, sorted(terms))), NO_TERMS)
    words = corpus.lexical.scores(dict.fromkeys(sorted(terms), 1.0)) / ideal
    official: dict[str, float] = {}
    for term, weight in load_thesaurus().expand(asked.text):
        for part in split_terms(term):
            official[part] = max(weight, official.get(part, 0.0))
    expanded = words + corpus.lexical.scores(official) / ideal if official else words
    answers = memory.answer_vector(asked.vector, asked.key) if memory else None
    return Scores(
        corpus.vectors @ asked.vector,
        words,
        expanded,
        corpus.vectors @ answers if answers is not None else None,
    )


def rank_features(
    corpus: RankedCorpus, asked: Asked, memory: Memory | None = None
) -> tuple[Ints, Floats]:
    """The candidates of a question and their features.

    Args:
        corpus: What is searched.
        asked: The question.
        memory: Known questions of this corpus, for the features of MEMORY.

    Returns:
        Numbers of pieces, shape (n,), rising; rows of shape (n, len(GENERAL)), or with a
        memory (n, len(GENERAL) + len(MEMORY)).
    """
    scores = score_all(corpus, asked, memory)
    ranks = {
        "dense_rank": ranks_of(scores.dense),
        "words_rank": ranks_of(scores.words),
        "expanded_rank": ranks_of(scores.expanded),
    }
    kept = ranks["dense_rank"] < DENSE_DEPTH
    kept |= np.minimum(ranks["words_rank"], ranks["expanded_rank"]) < OTHER_DEPTH
    if memory and scores.answers is not None:
        ranks["answer_rank"] = ranks_of(scores.answers)
        kept |= ranks["answer_rank"] < OTHER_DEPTH
        kept[memory.near_pieces(asked.vector, asked.key)] = True
    rows = np.flatnonzero(kept)
    columns: Columns = {name: np.log1p(rank[rows]) for name, rank in ranks.items()}
    columns |= _score_columns(corpus, asked, scores, rows)
    columns |= _word_columns(corpus, asked, rows)
    columns |= _law_columns(corpus, asked, scores.dense, rows)
    columns |= _shape_columns(corpus, asked, scores.dense, rows)
    if memory and scores.answers is not None:
        columns |= {"answer": scores.answers[rows]}
        columns |= memory.columns(asked.vector, asked.key, rows, corpus.law)
        columns |= _read_columns(corpus, asked, rows)
    names = GENERAL + MEMORY if memory else GENERAL
    return rows, np.stack([columns[name] for name in names], axis=1).astype(np.float32)


def ranks_of(scores: Floats) -> Ints:
    """The rank of each score from 0, best first; ties keep their order."""
    ranks = np.empty(len(scores), dtype=np.int64)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return ranks


def _score_columns(corpus: RankedCorpus, asked: Asked, scores: Scores, rows: Ints) -> Columns:
    half = len(asked.vector) // 2
    first, second = unit_rows(asked.vector[:half]), unit_rows(asked.vector[half:])
    vectors = corpus.vectors[rows]
    best = np.argsort(-scores.dense, kind="stable")[:FEEDBACK]
    feedback = unit_rows(corpus.vectors[best].mean(axis=0))
    return {
        "dense": scores.dense[rows],
        "dense_a": unit_rows(vectors[:, :half]) @ first,
        "dense_b": unit_rows(vectors[:, half:]) @ second,
        "dense_gap": scores.dense[rows] - scores.dense.max(),
        "words": scores.words[rows],
        "words_gap": scores.words[rows] - scores.words.max(),
        "expanded": scores.expanded[rows],
        "expanded_gap": scores.expanded[rows] - scores.expanded.max(),
        "feedback": vectors @ feedback,
    }


def _word_columns(corpus: RankedCorpus, asked: Asked, rows: Ints) -> Columns:
    """Each word of the question meets its nearest in the passage, and the other way round."""
    table, lengths = corpus.encoder.table, np.maximum(corpus.encoder.lengths, 1e-9)
    words = np.unique(asked.ids)
    bags = corpus.tokens.take(rows)
    distinct, at = np.unique(bags.flat, return_inverse=True)
    near = (table[distinct] / lengths[distinct, None]) @ (table[words] / lengths[words, None]).T
    best = np.maximum.reduceat(near[at], bags.starts[:-1], axis=0)
    weight, rarity = lengths[words], lengths[words] * corpus.idf[words]
    rare = np.argsort(-rarity)[: max(1, len(words) // 3)]
    met, size = near.max(axis=1)[at], lengths[bags.flat]
    both = size * corpus.idf[bags.flat]
    starts = bags.starts[:-1]
    return {
        "late": best @ weight / weight.sum(),
        "late_idf": best @ rarity / rarity.sum(),
        "late_rare": best[:, rare].min(axis=1),
        "back": np.add.reduceat(met * size, starts) / np.add.reduceat(size, starts),
        "back_idf": np.add.reduceat(met * both, starts) / np.add.reduceat(both, starts),
    }


def _read_columns(corpus: RankedCorpus, asked: Asked, rows: Ints) -> Columns:
    """What the network that reads sentences says of the most telling stretch of each passage."""
    titles = corpus.encoder.token_ids([corpus.pieces[row].title for row in rows])
    bodies = corpus.encoder.token_ids([corpus.pieces[row].body for row in rows])
    stretches, starts = [], []
    for title, body in zip(titles, bodies, strict=True):
        starts.append(len(stretches))
        for at in range(0, min(len(body), MAX_STRETCHES * MAX_SENTENCE), MAX_SENTENCE):
            stretches.append((np.array(title), np.array(body[at : at + MAX_SENTENCE])))
    scores = load_interaction().scores(corpus.encoder, asked.ids, stretches)
    most = np.maximum.reduceat(scores, starts, axis=0)
    return {"read": most[:, 0], "read_answers": most[:, 1]}


def _law_columns(corpus: RankedCorpus, asked: Asked, dense: Floats, rows: Ints) -> Columns:
    """What speaks for the law or notice as a whole."""
    law = corpus.law[rows]
    voters = np.argsort(-dense, kind="stable")[:VOTERS]
    weights = np.exp(VOTE_SHARPNESS * (dense[voters] - dense.max()))
    votes = np.bincount(corpus.law[voters], weights=weights, minlength=len(corpus.law_size))
    terms = set(split_terms(asked.text))
    shared = {i: len(terms & corpus.title_terms[i]) for i in np.unique(law)}
    n_shared = np.array([shared[i] for i in law], dtype=np.float32)
    sizes = np.array([max(1, len(corpus.title_terms[i])) for i in law], dtype=np.float32)
    return {
        "title": (corpus.titles @ asked.vector)[law],
        "title_share": n_shared / sizes,
        "title_shared": n_shared,
        "votes": (votes / votes.sum())[law],
        "law_rank": np.log1p(ranks_of(votes.astype(np.float32))[law]),
        "law": corpus.law_vectors[law] @ asked.vector,
        "law_size": np.log1p(corpus.law_size[law]),
    }


def _shape_columns(corpus: RankedCorpus, asked: Asked, dense: Floats, rows: Ints) -> Columns:
    """Neighbours, sentences, and plain facts of the passage and of the question."""
    beside = []
    for other in (np.maximum(rows - 1, 0), np.minimum(rows + 1, len(dense) - 1)):
        beside.append(np.where(corpus.law[other] == corpus.law[rows], dense[other], 0.0))
    bags = corpus.sentence_bags.take(rows)
    cosines = corpus.sentences[bags.flat].astype(np.float32) @ asked.vector
    counts = np.diff(bags.starts)
    top = np.partition(dense, -50)[-50:] if len(dense) > 50 else dense
    chars, order, kind = corpus.facts[rows].T
    return {
        "beside": (beside[0] + beside[1]) / 2,
        "beside_most": np.maximum(*beside),
        "sentence": np.maximum.reduceat(cosines, bags.starts[:-1]),
        "sentence_mean": np.add.reduceat(cosines, bags.starts[:-1]) / counts,
        "n_sentences": counts.astype(np.float32),
        "chars": chars,
        "order": order,
        "kind": kind,
        "n_tokens": np.full(len(rows), len(asked.ids), dtype=np.float32),
        "spread": np.full(len(rows), top.max() - top.min(), dtype=np.float32),
    }

"""The built-in encoder from public text to weights.

Run as `python -m training.encoder --data ../shared/data --out index/data/encoder`.
With `--hold-out` the validation questions are kept out of training, to choose settings by.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer

from index.encoder_builtin import BuiltInEncoder, load_built_in
from index.thesaurus import TABLE
from training.asked import asked_pairs, facts_of_fold
from training.batches import (
    Negatives,
    cloze_batches,
    encode_pairs,
    encode_passages,
    encode_units,
    number_texts,
    question_batches,
)
from training.fact import read_sources
from training.folder import save_static
from training.lay import lay_pairs, read_everyday, synonym_groups
from training.negatives import encode, mine
from training.own import own_pairs
from training.pairs import (
    Pair,
    fact_split,
    general_pairs,
    lawyer_pairs,
    same_meaning_pairs,
    stard_split,
)
from training.static_table import Parts, StaticTable, shared_parts, train_static
from training.testbeds import fact_passages
from training.texts import article_text, is_national, law_units, plain_units, read_rows
from training.vocabulary import learn_tokenizer

if TYPE_CHECKING:
    from training.batches import TokenPairs

SEED = 0
MINED_NATIONAL = ("stard", "own", "cited")
MINED_ALL = ("fact", "asked")


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps, rates and sizes of the three stages."""

    n_tables: int = 2
    table_dim: int = 256
    cloze_steps: int = 2400
    question_steps: int = 1000
    hard_steps: int = 400
    cloze_batch: int = 1024
    question_batch: int = 512
    n_negatives: int = 1024
    cloze_rate: float = 4e-3
    question_rate: float = 1.5e-3
    hard_rate: float = 7e-4


def all_pairs(data: Path, *, hold_out: bool, fold: int = 0) -> list[Pair]:
    """Every question with a passage that may be learnt from.

    Args:
        data: The data folder.
        hold_out: Keep a fifth of STARD's training part and of all sources for validation.
        fold: Which fifth.
    """
    sources = read_sources(data)
    without = fold if hold_out else None
    left_out = facts_of_fold(data, sources, fold) if hold_out else frozenset()
    facts = fact_split(data, final=not hold_out, fold=fold).pairs
    return [
        *stard_split(data, final=not hold_out, fold=fold).pairs,
        *(pair for pair in facts if pair.group not in left_out),
        *asked_pairs(data, sources, without=without),
        *lawyer_pairs(data),
        *own_pairs(data, without=without),
        *general_pairs(data),
        *same_meaning_pairs(data),
    ]


def first_stage(data: Path, plan: Plan, stages: Path) -> None:
    """Inverse cloze: leaves the tokenizer and the tables, side by side, in `stages`.

    The held-out questions take no part, not even in the vocabulary.
    """
    tokenizer = learn_tokenizer(data)
    units = encode_units(tokenizer, law_units(data) + plain_units(data))
    states = []
    for seed in range(plan.n_tables):
        torch.manual_seed(seed)
        model = StaticTable(shared_parts(tokenizer, []), plan.table_dim)
        batches = cloze_batches(units, plan.cloze_batch, np.random.default_rng(seed))
        train_static(model, batches, plan.cloze_steps, plan.cloze_rate)
        states.append(model.state_dict())
    stages.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(stages / "tokenizer.json"))
    side_by_side = {key: torch.cat([state[key] for state in states], dim=1) for key in states[0]}
    torch.save(side_by_side, stages / "cloze.pt")


def train(
    data: Path, plan: Plan, stages: Path, *, hold_out: bool, fold: int = 0
) -> tuple[Tokenizer, StaticTable]:
    """All stages; the first is skipped where `stages` holds what it leaves.

    With `hold_out`, the fifth of number `fold` is kept out.
    """
    if not (stages / "cloze.pt").exists():
        first_stage(data, plan, stages)
    tokenizer = Tokenizer.from_file(str(stages / "tokenizer.json"))
    model = widen(
        torch.load(stages / "cloze.pt"), shared_parts(tokenizer, synonym_groups(data, TABLE))
    )
    formal = law_units(data) + [unit for unit in plain_units(data) if unit.kind == "policy"]
    pairs = all_pairs(data, hold_out=hold_out, fold=fold)
    pairs += lay_pairs(formal, read_everyday(TABLE), Random(SEED))
    train_on_questions(model, tokenizer, encode_pairs(tokenizer, pairs), data, plan)
    return tokenizer, model


def widen(state: dict[str, torch.Tensor], parts: Parts) -> StaticTable:
    """The table of the first stage with rows, still zero, for the synonym groups."""
    model = StaticTable(parts, state["words"].shape[1])
    with torch.no_grad():
        model.words.copy_(state["words"])
        model.shared.zero_()
        model.shared[: len(state["shared"])] = state["shared"]
    return model


def train_on_questions(
    model: StaticTable,
    tokenizer: Tokenizer,
    pairs: "dict[str, TokenPairs]",
    data: Path,
    plan: Plan,
) -> None:
    """The second and the third stage: questions, then questions with hard negatives."""
    rng = np.random.default_rng(SEED + 1)
    articles = [article_text(row) for row in read_rows(data, "laws_articles") if is_national(row)]
    passages = encode_passages(tokenizer, articles + fact_passages(data))
    numbers, n = number_texts(passages), len(articles)
    sizes = (plan.question_batch, plan.n_negatives)
    batches = question_batches(pairs, Negatives(passages, numbers, {}), sizes, rng)
    train_static(model, batches, plan.question_steps, plan.question_rate)
    table = model.table().detach()
    vectors = encode(table, passages)
    hard = {k: mine(table, pairs[k], vectors[:n]) for k in MINED_NATIONAL}
    hard |= {k: mine(table, pairs[k], vectors[n:]) + n for k in MINED_ALL}
    batches = question_batches(pairs, Negatives(passages, numbers, hard), sizes, rng)
    train_static(model, batches, plan.hard_steps, plan.hard_rate)


def fold_encoder(data: Path, stages: Path, fold: int) -> BuiltInEncoder:
    """The encoder that did not learn from a fold; trained where `stages` lacks it."""
    folder = stages / f"fold{fold}"
    if not (folder / "model.safetensors").exists():
        plan = Plan(question_steps=700, hard_steps=300)
        tokenizer, model = train(data, plan, stages, hold_out=True, fold=fold)
        save_static(folder, tokenizer, model.table().detach().numpy())
    return load_built_in(folder)


def main() -> None:
    """Trains with fixed seeds and writes the SentenceTransformer folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("index/data/encoder"))
    parser.add_argument("--stages", type=Path, default=Path("var/training"))
    parser.add_argument("--hold-out", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tokenizer, model = train(options.data, Plan(), options.stages, hold_out=options.hold_out)
    save_static(options.out, tokenizer, model.table().detach().numpy())


if __name__ == "__main__":
    main()

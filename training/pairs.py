"""Question–passage pairs for the second step, split so that no test question is learnt from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.texts import article_text, read_rows

MAX_PASSAGE_CHARS = 400
CITED = re.compile(r"《([^》]{2,40})》\s*第([一二三四五六七八九十百千零]+)条")
LAW_FILE_ENDS = re.compile(r"\.md$|[（(][\d-]+[）)](?:\.md)?$")
GENERAL = (
    "pairs_cmrc_train",
    "pairs_squadzh_dev",
    "pairs_dureader_demo",
    "pairs_fin_disc",
    "pairs_med_huatuo",
    "pairs_med_sample",
    "pairs_gov_msg",
    "pairs_gov_reply",
    "pairs_jurislms",
)
# Parts of public similarity sets that others measure on stay out.
TRAIN_PARTS = re.compile(r"train|OPPO-xiaobu/dev|AFQMC/dev|BDCI2020")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage that answers it; `group` names questions with shared answers."""

    question: str
    passage: str
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Split:
    """Which part of a source is learnt from: 'train', 'validation' or 'test'."""

    pairs: list[Pair]
    validation: list[dict[str, Any]]
    test: list[dict[str, Any]]


def stard_split(data: Path, *, final: bool = False, fold: int = 0) -> Split:
    """STARD: the authors' dev part is the test; every fifth of the rest validates.

    Args:
        data: The data folder.
        final: Learn from the validation part too.
        fold: Which of the five fifths validates.
    """
    articles = {row["id"]: row for row in read_rows(data, "laws_articles")}
    rows = read_rows(data, "bench_stard")
    test = [row for row in rows if row["split_stard"] == "dev"]
    known = [row for row in rows if row["split_stard"] == "train"]
    validation = known[fold::5]
    learnt = known if final else [row for i, row in enumerate(known) if i % 5 != fold]
    pairs = []
    for row in learnt:
        answer = (row["answer"] or "")[:MAX_PASSAGE_CHARS]
        pairs.append(Pair(row["q"], answer, "lawyer", row["id"]))
        for gold in row["gold_ids"]:
            if gold in articles:
                passage = article_text(articles[gold])
                pairs.append(Pair(row["q"], passage, "stard", row["id"]))
                pairs.append(Pair(answer, passage, "explained", row["id"]))
                pairs.append(Pair(row["keywords"] or "", passage, "explained", row["id"]))
    return Split([p for p in pairs if p.question and p.passage], validation, test)


def fact_split(data: Path, *, final: bool = False, fold: int = 0) -> Split:
    """Facts of law and policy: every fifth source is the test.

    The fifth of number `fold` + 1 validates; none does in the last of five folds.
    """
    rows = read_rows(data, "train_questions")
    sources = sorted({row["source"] for row in rows})
    part = {source: i % 5 for i, source in enumerate(sources)}
    held = {0} if final else {0, fold + 1}
    pairs = [
        Pair(question, f"{row['title']} {row['evidence']}", "fact", row["id"])
        for row in rows
        if part[row["source"]] not in held
        for question in row["questions"]
    ]
    validation = [row for row in rows if part[row["source"]] == fold + 1]
    return Split(pairs, validation, [row for row in rows if part[row["source"]] == 0])


def lawyer_pairs(data: Path) -> list[Pair]:
    """Lay legal questions with a lawyer's answer, and with the article the answer cites."""
    by_name = {law_key(a["law"], a["article"]): a for a in read_rows(data, "laws_articles")}
    pairs = []
    for row in read_rows(data, "pairs_lawyerllama"):
        pairs.append(Pair(row["q"], row["p"][:MAX_PASSAGE_CHARS], "lawyer", row["q"]))
        for law, number in CITED.findall(row["p"])[:3]:
            article = by_name.get(law_key(law, f"第{number}条"))
            if article:
                passage = article_text(article)
                pairs.append(Pair(row["q"], passage, "cited", row["q"]))
                pairs.append(Pair(row["p"][:MAX_PASSAGE_CHARS], passage, "explained", row["q"]))
    for row in read_rows(data, "pairs_lawyerllama_laws"):
        pairs.append(Pair(row["q"], row["p"][:MAX_PASSAGE_CHARS], "retrieved", row["q"]))
    return pairs


def general_pairs(data: Path) -> list[Pair]:
    """Questions and messages of other kinds, with their passages or replies."""
    pairs = [
        Pair(row["q"], row["p"][:MAX_PASSAGE_CHARS], "general", row["q"])
        for name in GENERAL
        for row in read_rows(data, name)
    ]
    for row in read_rows(data, "pairs_gov_reply"):
        pairs.append(Pair(row["detail"][:200], row["p"][:MAX_PASSAGE_CHARS], "general", row["q"]))
    return pairs


def title_pairs(data: Path) -> list[Pair]:
    """News and policy titles with how their text begins."""
    rows: Iterable[dict[str, Any]] = (
        row
        for name in ("text_xwlb", "text_policy_hebei", "text_policy_mirrorcn")
        for row in read_rows(data, name)
    )
    return [
        Pair(row["title"], row["text"][:MAX_PASSAGE_CHARS], "title", row["title"]) for row in rows
    ]


def same_meaning_pairs(data: Path) -> list[Pair]:
    """Two ways of asking the same."""
    pairs = []
    for row in read_rows(data, "sentpairs"):
        good = ("4", "5") if row["src"].startswith("STS-B") else ("1",)
        if row["label"] in good and TRAIN_PARTS.search(row["src"]):
            pairs.append(Pair(row["a"], row["b"], "same", row["a"]))
    return pairs


def law_key(law: str, article: str) -> tuple[str, str]:
    """What one article is found by."""
    return law.replace("中华人民共和国", ""), article


def bare_law(law: str) -> str:
    """The name of a law, or of its file, without its date and state."""
    return LAW_FILE_ENDS.sub("", law).replace("中华人民共和国", "")

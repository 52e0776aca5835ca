"""How the index stands: what it holds, whether it is whole, whether it is up to date."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.clause_index import ClauseIndex
from index.document import find_sources
from index.errors import PolicyAssistantError
from index.profile import DRAFT
from page.markup import escape
from page.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes:
        name: What was looked at.
        said: What was found.
        good: False where staff should do something.
    """

    name: str
    said: str
    good: bool = True


def examine(shelf: Shelf) -> list[Finding]:
    """Look the index over; reads every clause and every file, which takes seconds."""
    index = shelf.index
    return [
        Finding("收录", f"{len(index.documents)} 份文件，{len(index)} 条条款"),
        Finding("检索", f"{len(index.passages)} 段，模型 {index.encoder.name}"),
        _whole(index),
        _findable(shelf),
        _current(shelf),
        *_documents(index),
    ]


def health_html(findings: Sequence[Finding]) -> str:
    """The report as a list."""
    items = "".join(
        f'<li class="{"good" if f.good else "bad"}"><b>{escape(f.name)}：</b>'
        f"{escape(f.said)}{'' if f.good else '（请处理）'}</li>"
        for f in findings
    )
    return f'<ul class="health" role="status">{items}</ul>'


def file_sha256(path: Path) -> str:
    """Fingerprint of a file's bytes, as the index keeps it; empty when it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _whole(index: ClauseIndex) -> Finding:
    """Whether every clause stands in its source where the index says."""
    texts = {name: source.text for name, source in index.sources.items()}
    wrong = sum(
        texts[index.document(clause).source][clause.start : clause.end] != clause.text
        for clause in index.clauses
    )
    said = f"{wrong} 条条款与原文件的文字对不上" if wrong else "每条条款都与原文件的文字一致"
    return Finding("原文核对", said, not wrong)


def _findable(shelf: Shelf, n: int = 20) -> Finding:
    """Whether clauses are found again by their own first words."""
    index = shelf.index
    step = max(1, len(index) // n)
    tried = [clause for clause in index.clauses[::step][:n] if len(clause.reading) >= 20]
    found = sum(
        any(hit.clause.reading == clause.reading for hit, _ in shelf.reader.search(words))
        for clause in tried
        if (words := clause.reading[:60])
    )
    said = f"抽查 {len(tried)} 条，用开头的话能查到 {found} 条"
    return Finding("检索抽查", said, found >= 0.8 * len(tried))


def _current(shelf: Shelf) -> Finding:
    """Whether the folder's files are those that were indexed."""
    if shelf.corpus is None:
        return Finding("资料文件夹", "用的是现成的索引，没有资料文件夹")
    known = {name: source.sha256 for name, source in shelf.index.sources.items()}
    try:
        paths = {p.relative_to(shelf.corpus).as_posix(): p for p in find_sources(shelf.corpus)}
    except PolicyAssistantError as error:
        return Finding("资料文件夹", str(error), good=False)
    changed = sum(file_sha256(path) != known.get(name) for name, path in paths.items())
    gone = len(known.keys() - paths.keys())
    if changed or gone:
        return Finding(
            "资料文件夹", f"新增或改动 {changed} 份、少了 {gone} 份还没有进索引，请重建", good=False
        )
    return Finding("资料文件夹", "文件都已收入索引")


def _documents(index: ClauseIndex) -> list[Finding]:
    """What is peculiar about the documents."""
    documents = list(index.documents.values())
    counts = {
        "没认出地方": sum(not d.place for d in documents),
        "没写日期": sum(not d.published for d in documents),
        "征求意见稿": sum(d.status == DRAFT for d in documents),
        "转载页面": sum(d.reprint for d in documents),
        "含损坏字": sum(d.damaged for d in documents),
        "缺表格": sum(bool(d.lost_tables) for d in documents),
    }
    said = "，".join(f"{name} {n} 份" for name, n in counts.items() if n) or "没有"
    return [Finding("要留意的文件", said)]

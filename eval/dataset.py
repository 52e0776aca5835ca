"""Questions with their references: read, filled from the law files, written for the grader.

Questions about laws carry spans instead of quotes, because no law sentence
stands in this repository; `expand_spans` reads the quotes at run time.
"""

import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from eval.errors import DatasetError

TYPES = frozenset(
    "number how list yesno compare multi eligibility definition department followup".split()
)
PERSONAS = frozenset({"citizen", "staff", "keyword"})
MIN_SPAN_CHARS = 12
MAX_LAW_BYTES = 5_000_000
_ROLES = frozenset({"user", "assistant"})


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """Where a quote stands.

    Attributes:
        source: Path of the file inside the law archive, with forward slashes.
        start: Offset of the first character in the decoded text (newlines kept), 0-based.
        end: Offset after the last character.
    """

    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what the grader needs to judge an answer.

    Attributes:
        id: Unique in its set; unanswerable ones have `-na` after the set's prefix.
        question: As a person would type it.
        history: Earlier turns, oldest first, each with `role` and `content`.
        type: One of `TYPES` in our own sets.
        persona: One of `PERSONAS` in our own sets.
        answerable: False when the documents do not hold the answer.
        answer: Short reference; for an unanswerable question what is missing.
        evidence: Verbatim quotes, each inside one clause.
        spans: Where the quotes stand, for questions about laws; else empty.
        must_include: Groups of alternatives; a right answer has one of each group.
        must_not_include: Strings that a right answer has not.
        inferred: Indices of groups whose words need not stand in the evidence (yes, more, …).
        sources: The file of each quote, parallel to the evidence (or the spans).
    """

    id: str
    question: str
    history: tuple[Mapping[str, str], ...]
    type: str
    persona: str
    answerable: bool
    answer: str
    evidence: tuple[str, ...]
    spans: tuple[EvidenceSpan, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    inferred: tuple[int, ...]
    sources: tuple[str, ...]


def read_questions(path: Path) -> list[Question]:
    """Read a question set: JSON lines in UTF-8, blank lines skipped.

    Raises:
        DatasetError: The file cannot be read, or a line lacks a field or has a wrong one.
    """
    rows: dict[str, Question] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        row = _Row(f"题目文件“{path}”第 {number} 行", _parsed(line, path, number)).question()
        if row.id in rows:
            raise DatasetError(
                f"题目文件“{path}”第 {number} 行的编号“{row.id}”重复，请换一个编号。"
            )
        rows[row.id] = row
    if not rows:
        raise DatasetError(f"题目文件“{path}”里没有题目，请检查是否选错了文件。")
    return list(rows.values())


def write_questions(rows: Iterable[Question], path: Path) -> None:
    """Write the questions, quotes included, as the JSON lines that the grader reads."""
    lines = (json.dumps(_as_line(row), ensure_ascii=False) + "\n" for row in rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def law_names(rows: Iterable[Question]) -> list[str]:
    """The law files that the spans point into, sorted."""
    return sorted({span.source for row in rows for span in row.spans})


def expand_spans(rows: Iterable[Question], law_root: Path) -> list[Question]:
    """Fill the evidence of questions that carry spans; the others stay as they are.

    Args:
        rows: Questions as read.
        law_root: Folder that `extract_laws` filled.

    Raises:
        DatasetError: A law file is missing or not UTF-8, or a span lies outside it.
    """
    texts: dict[str, str] = {}
    filled = []
    for row in rows:
        quotes = tuple(_quote(row.id, span, law_root, texts) for span in row.spans)
        filled.append(replace(row, evidence=quotes) if quotes else row)
    return filled


def extract_laws(archive: Path, names: Sequence[str], out_dir: Path) -> list[Path]:
    """Unpack the named Markdown files, and nothing else, below a folder.

    Args:
        archive: The tar file with the law texts, compressed or not.
        names: Relative paths inside the archive, with forward slashes, ending in .md.
        out_dir: Folder to fill; relative paths are kept.

    Returns:
        The files written, in the order of the archive.

    Raises:
        DatasetError: The archive cannot be read, lacks a name, or a name is unsafe.
    """
    wanted = {_safe(name) for name in names}
    written: dict[str, Path] = {}
    for name, data in _members(archive, wanted):
        target = out_dir / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written[name] = target
    if missing := sorted(wanted - written.keys()):
        raise DatasetError(f"压缩包“{archive}”里没有“{missing[0]}”，请换用完整的压缩包。")
    return list(written.values())


def _safe(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or path.suffix != ".md":
        raise DatasetError(f"文件名“{name}”不能解压，请只写压缩包内 .md 文件的相对路径。")
    return str(path)


def _members(archive: Path, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the wanted members; links and oversized files never leave the archive."""
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                name = str(PurePosixPath(member.name))
                if name not in wanted or not member.isreg() or member.size > MAX_LAW_BYTES:
                    continue
                opened = tar.extractfile(member)
                if opened is not None:
                    yield name, opened.read()
    except (OSError, EOFError, tarfile.TarError) as error:
        raise DatasetError(f"压缩包“{archive}”读不出来，请检查路径或重新取一份。") from error


def _quote(owner: str, span: EvidenceSpan, root: Path, texts: dict[str, str]) -> str:
    if span.source not in texts:
        path = root / _safe(span.source)
        try:
            texts[span.source] = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DatasetError(f"法规文件“{path}”读不出来，请先从压缩包解出。") from error
    text = texts[span.source]
    if span.end > len(text):
        raise DatasetError(
            f"题目“{owner}”的位置 {span.start}–{span.end} 超出“{span.source}”的 {len(text)} 字，"
            "请换用同一版本的法规文件。"
        )
    return text[span.start : span.end]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"题目文件“{path}”读不出来，请检查路径，并存成 UTF-8 文本。") from error


def _parsed(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise DatasetError(f"题目文件“{path}”第 {number} 行不是 JSON，请改正这一行。") from error
    if not isinstance(value, dict):
        raise DatasetError(f"题目文件“{path}”第 {number} 行不是一个对象，请写成 {{…}} 的形式。")
    return value


def _as_line(row: Question) -> dict[str, Any]:
    line: dict[str, Any] = {"id": row.id, "question": row.question}
    if row.history:
        line["history"] = [dict(turn) for turn in row.history]
    return line | {
        "type": row.type,
        "persona": row.persona,
        "answerable": row.answerable,
        "answer": row.answer,
        "evidence": list(row.evidence),
        "must_include": [list(group) for group in row.must_include],
        "must_not_include": list(row.must_not_include),
        "inferred": list(row.inferred),
        "source": list(row.sources),
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """One line as parsed, and where it stands for the messages."""

    where: str
    fields: dict[str, Any]

    def question(self) -> Question:
        row = Question(
            id=self._text("id"),
            question=self._text("question"),
            history=self._history(),
            type=self._text("type"),
            persona=self._text("persona"),
            answerable=self._flag("answerable"),
            answer=self._text("answer", empty=True),
            evidence=self._texts("evidence", optional="evidence_spans" in self.fields),
            spans=self._spans(),
            must_include=self._groups(),
            must_not_include=self._texts("must_not_include"),
            inferred=self._indices(),
            sources=self._sources(),
        )
        return self._checked(row)

    def _checked(self, row: Question) -> Question:
        quotes = row.spans or row.evidence
        if row.answerable and not (quotes and row.must_include):
            raise self._wrong("evidence", "能回答的题要有证据和必含词")
        if row.sources and len(row.sources) != len(quotes):
            raise self._wrong("source", "来源要与证据一一对应")
        if any(index >= len(row.must_include) for index in row.inferred):
            raise self._wrong("inferred", "序号不能超出必含词的组数")
        return row

    def _wrong(self, field: str, cure: str) -> DatasetError:
        return DatasetError(f"{self.where}的字段“{field}”缺失或不对，{cure}。")

    def _text(self, field: str, *, empty: bool = False) -> str:
        value = self.fields.get(field)
        if not isinstance(value, str) or not (empty or value.strip()):
            raise self._wrong(field, "请写成文字")
        return value

    def _flag(self, field: str) -> bool:
        value = self.fields.get(field)
        if not isinstance(value, bool):
            raise self._wrong(field, "请写 true 或 false")
        return value

    def _texts(self, field: str, *, optional: bool = False) -> tuple[str, ...]:
        value = self.fields.get(field, [] if optional else None)
        if not _are_texts(value):
            raise self._wrong(field, "请写成文字的列表")
        return tuple(value)

    def _groups(self) -> tuple[tuple[str, ...], ...]:
        value = self.fields.get("must_include")
        if not isinstance(value, list) or not all(_are_texts(group) and group for group in value):
            raise self._wrong("must_include", "请写成若干组可替换的词")
        return tuple(tuple(group) for group in value)

    def _indices(self) -> tuple[int, ...]:
        value = self.fields.get("inferred", [])
        if not isinstance(value, list) or not all(_is_offset(index) for index in value):
            raise self._wrong("inferred", "请写成组的序号列表，从 0 数起")
        return tuple(value)

    def _sources(self) -> tuple[str, ...]:
        # The grader's own development set names the documents in another field.
        field = "source" if "source" in self.fields else "evidence_docs"
        return self._texts(field, optional=True)

    def _history(self) -> tuple[Mapping[str, str], ...]:
        value = self.fields.get("history", [])
        if not isinstance(value, list) or not all(_is_turn(turn) for turn in value):
            raise self._wrong("history", "每轮要有 role（user 或 assistant）和 content")
        return tuple({"role": turn["role"], "content": turn["content"]} for turn in value)

    def _spans(self) -> tuple[EvidenceSpan, ...]:
        value = self.fields.get("evidence_spans", [])
        if not isinstance(value, list) or not all(_is_span(span) for span in value):
            raise self._wrong(
                "evidence_spans", f"每处要有 source、start、end，并至少 {MIN_SPAN_CHARS} 字"
            )
        return tuple(EvidenceSpan(span["source"], span["start"], span["end"]) for span in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _is_offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_turn(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.get("role") in _ROLES
        and isinstance(value.get("content"), str)
    )


def _is_span(value: object) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("source"), str)
        and _is_offset(value.get("start"))
        and _is_offset(value.get("end"))
        and value["end"] - value["start"] >= MIN_SPAN_CHARS
    )

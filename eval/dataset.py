"""Questions with their references: read, filled from the law files, written for the grader.

No law sentence stands in this repository: law questions carry spans, filled at run time.
"""

import json
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import Any

from eval.errors import DatasetError

MIN_SPAN_CHARS = 12
MAX_LAW_BYTES = 5_000_000
_TEXTS_CURE = "请写成文字的列表"
_SPAN_CURE = f"每处要有 source、start、end，并至少 {MIN_SPAN_CHARS} 字"


@dataclass(frozen=True, slots=True)
class EvidenceSpan:
    """Where a quote stands.

    Attributes:
        source: Path of the file inside the law archive, with forward slashes.
        start, end: Half-open 0-based offsets into the decoded text, newlines kept.
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
        type: Kind of answer wanted, which sets the grader's length limit.
        persona: Who asks: citizen, staff or keyword.
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
        where = f"题目文件“{path}”第 {number} 行"
        row = _Row(where, _parsed(line, where)).question()
        if row.id in rows:
            raise DatasetError(f"{where}的编号“{row.id}”重复，请换一个编号。")
        rows[row.id] = row
    if not rows:
        raise DatasetError(f"题目文件“{path}”里没有题目，请检查是否选错了文件。")
    return list(rows.values())


def write_questions(rows: Iterable[Question], path: Path) -> None:
    """Write the questions, quotes included, as the JSON lines that the grader reads.

    Raises:
        ValueError: A question has spans whose quotes were not filled by `expand_spans`.
    """
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
    written = []
    for name, data in _members(archive, wanted):
        written.append(out_dir / name)
        written[-1].parent.mkdir(parents=True, exist_ok=True)
        written[-1].write_bytes(data)
    if missing := sorted(name for name in wanted if out_dir / name not in written):
        raise DatasetError(f"压缩包“{archive}”里没有“{missing[0]}”，请换用完整的压缩包。")
    return written


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
    except (OSError, EOFError, LZMAError, tarfile.TarError) as error:
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
        where = f"题目“{owner}”的位置 {span.start}–{span.end}"
        raise DatasetError(f"{where}超出“{span.source}”的 {len(text)} 字，请换用同一版本的文件。")
    return text[span.start : span.end]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"题目文件“{path}”读不出来，请检查路径，并存成 UTF-8 文本。") from error


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise DatasetError(f"{where}不是 JSON，请改正这一行。") from error
    if isinstance(value, dict):
        return value
    raise DatasetError(f"{where}不是一个对象，请写成 {{…}} 的形式。")


def _as_line(row: Question) -> dict[str, Any]:
    if len(row.spans) > len(row.evidence):
        raise ValueError(f"the spans of {row.id} are not expanded")
    line = asdict(row)
    del line["spans"]
    return line | {"source": line.pop("sources")}


@dataclass(frozen=True, slots=True)
class _Row:
    """One line as parsed, and where it stands for the messages."""

    where: str
    fields: dict[str, Any]

    def question(self) -> Question:
        # The grader's own development set names the documents in another field.
        source = "source" if "source" in self.fields else "evidence_docs"
        spans = self._all("evidence_spans", _is_span, _SPAN_CURE, optional=True)
        groups = self._all("must_include", _is_group, "请写成若干组可替换的词")
        return self._checked(
            Question(
                id=self._text("id"),
                question=self._text("question"),
                history=self._all("history", _is_turn, "每轮要有 role 和 content", optional=True),
                type=self._text("type"),
                persona=self._text("persona"),
                answerable=self._flag("answerable"),
                answer=self._text("answer", empty=True),
                evidence=self._all("evidence", _is_text, _TEXTS_CURE, optional=bool(spans)),
                spans=tuple(EvidenceSpan(s["source"], s["start"], s["end"]) for s in spans),
                must_include=tuple(tuple(group) for group in groups),
                must_not_include=self._all("must_not_include", _is_text, _TEXTS_CURE),
                inferred=self._all(
                    "inferred", _is_offset, "请写成组的序号，从 0 数起", optional=True
                ),
                sources=self._all(source, _is_text, _TEXTS_CURE, optional=True),
            )
        )

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

    def _all(
        self, field: str, fits: Callable[[object], bool], cure: str, *, optional: bool = False
    ) -> tuple[Any, ...]:
        value = self.fields.get(field, [] if optional else None)
        if not isinstance(value, list) or not all(fits(item) for item in value):
            raise self._wrong(field, cure)
        return tuple(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_group(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_text(item) for item in value)


def _is_offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_turn(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    return value.get("role") in ("user", "assistant") and isinstance(value.get("content"), str)


def _is_span(value: object) -> bool:
    if not isinstance(value, dict) or not _is_text(value.get("source")):
        return False
    start, end = value.get("start", -1), value.get("end", -1)
    return _is_offset(start) and _is_offset(end) and bool(end - start >= MIN_SPAN_CHARS)

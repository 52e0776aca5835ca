import io
import json
import re
import tarfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from eval.dataset import (
    EvidenceSpan,
    Question,
    expand_spans,
    extract_laws,
    law_names,
    read_questions,
    write_questions,
)
from eval.errors import DatasetError
from index.errors import PolicyAssistantError

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ARCHIVE = SHARED / "data" / "law_files.tar.xz"
ARTICLE = re.compile(r"^第[一二三四五六七八九十百零〇]+条", re.MULTILINE)
LIMITS = {"list": 400, "multi": 400, "how": 300, "compare": 500}
TYPES = {*LIMITS, "number", "yesno", "eligibility", "definition", "department", "followup"}
DIGEST = read_questions(ROOT / "eval" / "data" / "digest.jsonl")
LAWS = read_questions(ROOT / "eval" / "data" / "laws.jsonl")
BOTH = [*DIGEST, *LAWS]
CORPUS = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "corpus").iterdir()}
DASHES = dict.fromkeys(map(ord, "—–―－─‐-"), "-")
QUOTES = dict.fromkeys(map(ord, "“”‘’\"'〃「」『』"), None)
LINE = {
    "id": "x-1",
    "question": "村里的食堂几点开饭？",
    "type": "number",
    "persona": "citizen",
    "answerable": True,
    "answer": "十一点半。",
    "evidence": ["食堂每天十一点半开饭"],
    "must_include": [["十一点半", "11点半"]],
    "must_not_include": [],
    "source": ["食堂.txt"],
}
SPANS = [{"source": "甲/乙.md", "start": 4, "end": 18}]
SPAN_LINE = LINE | {"id": "x-2", "evidence": [], "evidence_spans": SPANS}


def norm(text: str) -> str:
    """As the grader compares."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(r"\[\d+\]", "", text).translate(DASHES).translate(QUOTES)
    return re.sub(r"\s+", "", text).lower()


def missing(groups: Iterable[tuple[str, ...]], text: str) -> list[tuple[str, ...]]:
    return [group for group in groups if not any(norm(word) in norm(text) for word in group)]


def unsupported(row: Question) -> list[tuple[str, ...]]:
    asked = [group for index, group in enumerate(row.must_include) if index not in row.inferred]
    return missing(asked, "\n".join(row.evidence))


def read(tmp_path: Path, *lines: dict[str, object] | str) -> list[Question]:
    path = tmp_path / "题.jsonl"
    texts = (x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
    path.write_text("\n".join(texts), encoding="utf-8")
    return read_questions(path)


def pack(path: Path, files: dict[str, bytes], link: str = "链.md") -> Path:
    with tarfile.open(path, "w:xz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        member = tarfile.TarInfo(link)
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(member)
    return path


def test_enough_questions_in_both_sets():
    assert len(DIGEST) >= 190
    assert len(LAWS) >= 130
    assert {name for row in DIGEST for name in row.sources} == set(CORPUS)
    assert sum(not row.answerable for row in DIGEST) >= 45
    assert sum(not row.answerable for row in LAWS) >= 35


def test_ids_and_wordings_are_unique_over_both_sets():
    assert len({row.id for row in BOTH}) == len(BOTH)
    assert len({(row.question, str(row.history)) for row in BOTH}) == len(BOTH)


@pytest.mark.parametrize(("rows", "prefix"), [(DIGEST, "dg"), (LAWS, "lw")])
def test_ids_tell_the_set_and_every_kind_occurs(rows, prefix):
    assert Counter(row.type for row in rows).keys() == TYPES
    assert {row.persona for row in rows} == {"citizen", "staff", "keyword"}
    for row in rows:
        pattern = r"\d{3}" if row.answerable else r"na-\d{2}"
        assert re.fullmatch(rf"{prefix}-{pattern}", row.id)


def test_digest_holds_the_agreed_share_of_hard_kinds():
    kinds = Counter(row.type for row in DIGEST if row.answerable)
    assert (kinds["compare"] >= 16, kinds["multi"] >= 16, kinds["followup"] >= 14) == (True,) * 3
    assert min(kinds.values()) >= 10


def test_references_pass_the_rule_that_they_set():
    for row in BOTH:
        assert (row.type == "followup") is bool(row.history)
        if row.answerable:
            assert not missing(row.must_include, row.answer), row.id
            assert len(norm(row.answer)) <= LIMITS.get(row.type, 220)
            assert len(missing([row.must_not_include], row.answer)) == 1
        else:
            assert not (row.evidence or row.spans or row.must_include)


def test_digest_quotes_stand_once_in_the_named_file_inside_one_clause():
    lines = [(name, line) for name, text in CORPUS.items() for line in text.splitlines()]
    for row in DIGEST:
        for quote, name in zip(row.evidence, row.sources, strict=True):
            holders = [(file, line) for file, line in lines if quote in line]
            assert [file for file, _ in holders] == [name], (row.id, quote)
            assert holders[0][1].count(quote) == 1
            assert "〔据" in holders[0][1].split(quote)[1]


def test_digest_evidence_holds_every_asked_fact():
    assert [(row.id, lost) for row in DIGEST if (lost := unsupported(row))] == []


def test_law_questions_carry_spans_and_no_quotes():
    assert all(row.spans and not row.evidence for row in LAWS if row.answerable)
    assert all(len(word) <= 10 for row in LAWS for group in row.must_include for word in group)
    assert len(law_names(LAWS)) >= 40


@pytest.fixture(scope="module")
def law_root(tmp_path_factory):
    if not ARCHIVE.is_file():
        pytest.skip("../shared/data/law_files.tar.xz is not beside the project")
    root = tmp_path_factory.mktemp("laws")
    extract_laws(ARCHIVE, law_names(LAWS), root)
    return root


def test_law_spans_stay_inside_one_article_and_hold_every_asked_fact(law_root):
    filled = [row for row in expand_spans(LAWS, law_root) if row.answerable]
    assert [(row.id, lost) for row in filled if (lost := unsupported(row))] == []
    for row in filled:
        assert row.sources == tuple(span.source for span in row.spans)
        for span in row.spans:
            text = (law_root / span.source).read_bytes().decode()
            opened = re.findall(ARTICLE, text[: span.end])
            assert opened == re.findall(ARTICLE, text[: span.start + 1]) != []


def test_no_law_sentence_stands_in_the_set(law_root):
    bare = re.compile(r"[\W_]+")
    laws = [bare.sub("", (law_root / name).read_text("utf-8")) for name in law_names(LAWS)]
    for row in LAWS:
        said = bare.sub("", row.answer + row.question + "".join(t["content"] for t in row.history))
        runs = {said[i : i + 24] for i in range(len(said) - 23)}
        assert not [run for run in runs for law in laws if run in law], row.id


def test_a_question_is_read_as_written(tmp_path):
    turns = [{"role": "user", "content": "村里有食堂吗？"}]
    (row,) = read(tmp_path, LINE | {"history": turns, "inferred": [0]}, "")
    assert row.id == "x-1"
    assert row.history == ({"role": "user", "content": "村里有食堂吗？"},)
    assert row.must_include == (("十一点半", "11点半"),)
    assert row.inferred == (0,)
    assert row.sources == ("食堂.txt",)
    assert row.spans == ()


@pytest.mark.parametrize("field", [key for key in LINE if key != "source"])
def test_a_missing_field_is_named_with_its_line(tmp_path, field):
    broken = {key: value for key, value in LINE.items() if key != field}
    with pytest.raises(DatasetError, match=f"第 2 行的字段“{field}”缺失或不对，.+。"):
        read(tmp_path, LINE, broken)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 7),
        ("question", " "),
        ("answerable", "true"),
        ("evidence", []),
        ("must_include", [[]]),
        ("must_include", ["十一点半"]),
        ("must_not_include", "十二点"),
        ("history", [{"role": "clerk", "content": "好"}]),
        ("inferred", [1]),
        ("source", ["食堂.txt", "饭馆.txt"]),
        ("evidence_spans", [{"source": "甲.md", "start": 4, "end": 15}]),
        ("evidence_spans", [{"source": "甲.md", "start": -1, "end": 15}]),
        ("evidence_spans", [{"source": "", "start": 0, "end": 15}]),
        ("evidence_spans", [{"source": "甲.md", "start": 0}]),
    ],
)
def test_a_wrong_field_is_refused(tmp_path, field, value):
    with pytest.raises(DatasetError, match=r"第 1 行的字段“.+”缺失或不对"):
        read(tmp_path, LINE | {field: value})


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((LINE, LINE), "第 2 行的编号“x-1”重复"),
        (("{不是",), "第 1 行不是 JSON"),
        (("[]",), "第 1 行不是一个对象"),
        (("",), "里没有题目"),
    ],
)
def test_a_broken_file_is_refused_in_chinese(tmp_path, lines, message):
    with pytest.raises(DatasetError, match=message) as caught:
        read(tmp_path, *lines)
    assert isinstance(caught.value, PolicyAssistantError)


def test_an_unreadable_file_is_refused(tmp_path):
    (tmp_path / "乱.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("没有.jsonl", "乱.jsonl"):
        with pytest.raises(DatasetError, match=f"{name}”读不出来"):
            read_questions(tmp_path / name)


def test_the_development_set_of_the_grader_can_be_read():
    path = SHARED / "eval" / "dev.jsonl"
    if not path.is_file():
        pytest.skip("../shared/eval/dev.jsonl is not beside the project")
    assert len(read_questions(path)) > 100


def test_spans_become_quotes_in_the_words_of_the_file(tmp_path):
    rows = read(tmp_path, LINE, SPAN_LINE)
    assert rows[1].spans == (EvidenceSpan("甲/乙.md", 4, 18),)
    assert law_names(rows) == ["甲/乙.md"]
    with pytest.raises(DatasetError, match=r"乙\.md”读不出来"):
        expand_spans(rows, tmp_path)
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "乙.md").write_bytes("第一条\r\n食堂每天十一点半开饭，老人先打饭。".encode())
    assert expand_spans(rows, tmp_path)[0] is rows[0]
    assert expand_spans(rows, tmp_path)[1].evidence == ("\n食堂每天十一点半开饭，老人",)
    (tmp_path / "甲" / "乙.md").write_text("第一条 太短。", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"“x-2”的位置 4–18超出“甲/乙\.md”的 7 字"):
        expand_spans(rows, tmp_path)


def test_only_the_named_files_leave_the_archive(tmp_path):
    files = {"./甲/乙.md": b"one", "./甲/丙.md": b"two", "../逃.md": b"bad"}
    archive, out = pack(tmp_path / "a.tar.xz", files), tmp_path / "out"
    assert extract_laws(archive, ["甲/乙.md"], out) == [out / "甲" / "乙.md"]
    for name in ("链.md", "无.md"):
        with pytest.raises(DatasetError, match=f"没有“{name}”"):
            extract_laws(archive, [name], out)
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.md")] == ["out/甲/乙.md"]
    assert (out / "甲" / "乙.md").read_bytes() == b"one"


@pytest.mark.parametrize("name", ["../逃.md", "/etc/逃.md", "甲/../../逃.md", "甲\\逃.md", "甲.sh"])
def test_an_unsafe_name_is_refused(tmp_path, name):
    archive = pack(tmp_path / "a.tar.xz", {name: b"bad"})
    with pytest.raises(DatasetError, match="不能解压"):
        extract_laws(archive, [name], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_archive_is_refused(tmp_path):
    archive = pack(tmp_path / "a.tar.xz", {"甲.md": bytes(range(256)) * 50})
    whole = archive.read_bytes()
    (tmp_path / "short.tar.xz").write_bytes(whole[:60])
    (tmp_path / "bent.tar.xz").write_bytes(whole[:90] + b"?" * 30 + whole[120:])
    for path in (tmp_path / "short.tar.xz", tmp_path / "bent.tar.xz", tmp_path / "无.tar.xz"):
        with pytest.raises(DatasetError, match="读不出来"):
            extract_laws(path, ["甲.md"], tmp_path / "out")


def test_written_questions_are_read_back_the_same(tmp_path):
    write_questions(DIGEST, tmp_path / "新" / "题.jsonl")
    assert read_questions(tmp_path / "新" / "题.jsonl") == DIGEST
    line = json.loads((tmp_path / "新" / "题.jsonl").read_text("utf-8").split("\n")[0])
    assert line["evidence"] == list(DIGEST[0].evidence)
    assert line["source"] == list(DIGEST[0].sources)
    with pytest.raises(ValueError, match="lw-001 are not expanded"):
        write_questions(LAWS, tmp_path / "题.jsonl")

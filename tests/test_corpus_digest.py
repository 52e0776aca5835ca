import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
ORIGINALS = ROOT.parent / "shared" / "corpus"

# Digest file -> (number that opens the original's file name, its article where the page holds six).
DIGESTS = {
    "jinhua.txt": ("000", ""),
    "zhengzhou.md": ("001", ""),
    "wenzhou.txt": ("002", ""),
    "weihai.md": ("003", ""),
    "hebei.txt": ("004", "篇一"),
    "yanglao-guihua.md": ("004", "篇二"),
    "guojia-gouxiang.txt": ("004", "篇三"),
    "anhui.md": ("004", "篇四"),
    "taizhou.txt": ("004", "篇五"),
    "jiangxi.txt": ("004", "篇六"),
}
PLACES = {
    "jinhua.txt": "金华",
    "zhengzhou.md": "郑州",
    "wenzhou.txt": "温州",
    "weihai.md": "威海",
    "hebei.txt": "河北",
    "anhui.md": "安徽",
    "taizhou.txt": "台州",
    "jiangxi.txt": "江西",
}
# The number that opens a clause: 第一条, (一), 一、, 1. and 1、, 01, 一是.
OPENING = re.compile(
    r"第[一二三四五六七八九十]+条 |[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、是]"
    r"|\d{1,2}[.．、]|0\d"
)
TAIL = re.compile(r"〔据[^〕]+〕$")
UNITS = (
    "万人|亿人|万元|亿元|万张|平方米|周岁|个百分点|万|亿|元|人|张|家|个|%|‰|年|月|日|岁|倍|户|名"
    "|处|所|场|门|次|条|天|项|对|号|套|街道|分钟"
)
FIGURE = re.compile(rf"(?P<number>\d[\d.]*\d|\d)(?P<unit>{UNITS})?")


def text_of(name: str) -> str:
    return (CORPUS / name).read_text(encoding="utf-8")


def squeeze(text: str) -> str:
    """Without white space, but never joining two numbers."""
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", text)


def clauses(name: str) -> list[str]:
    return [line for line in text_of(name).splitlines() if TAIL.search(line)]


def missing_figures(text: str, original: str) -> list[str]:
    """Figures of `text`, with their units, that `original` does not hold; `?` is a lost unit."""
    missing = []
    for found in FIGURE.finditer(text):
        unit = found["unit"]
        after = rf"(?:{re.escape(unit)}|\?)" if unit else r"(?!\d)"
        if not re.search(rf"(?<![\d.]){re.escape(found['number'])}{after}", original):
            missing.append(found[0])
    return missing


def original_of(name: str) -> str:
    number, article = DIGESTS[name]
    page = next(ORIGINALS.glob(f"{number}_*.txt")).read_text(encoding="utf-8")
    if not article:
        return squeeze(page)
    head, *articles = re.split(r"^(?=篇[一二三四五六]:)", page, flags=re.MULTILINE)
    return squeeze(head + next(part for part in articles if part.startswith(article)))


def test_the_folder_holds_the_ten_digests_and_nothing_else():
    assert {path.name for path in CORPUS.iterdir()} == set(DIGESTS)


def test_at_least_240_numbered_clauses():
    assert sum(len(clauses(name)) for name in DIGESTS) >= 240


@pytest.mark.parametrize("name", DIGESTS)
def test_every_clause_opens_with_its_number(name):
    assert [line for line in clauses(name) if not OPENING.match(line)] == []


@pytest.mark.parametrize("name", DIGESTS)
def test_title_names_the_place_and_the_notice_follows(name):
    title, *rest = [line for line in text_of(name).splitlines() if line]
    assert title.endswith("要点摘编")
    assert PLACES.get(name, "") in title
    assert "“老有所问”" in rest[0]
    assert "以原文为准" in rest[0]


def test_a_draft_says_that_it_is_one():
    head = text_of("weihai.md").split("\n## ", 1)[0]
    assert "征求意见稿" in head
    assert "送审稿" in head
    assert "未见正式发布" in head


def test_a_wrong_figure_is_found():
    assert missing_figures("2025年床位410张", "2025年床位41张") == ["410张"]
    assert missing_figures("占3.6%、4月", "占13.6%,4?") == ["3.6%"]


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="../shared/corpus is not beside the project")
@pytest.mark.parametrize("name", DIGESTS)
def test_every_figure_stands_in_the_original(name):
    original = original_of(name)
    wrong = {}
    for line in text_of(name).splitlines():
        body = OPENING.sub("", TAIL.sub("", line), count=1) if TAIL.search(line) else line
        if missing := missing_figures(squeeze(body), original):
            wrong[line[:20]] = missing
    assert wrong == {}

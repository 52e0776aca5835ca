import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.thesaurus import Row, Thesaurus, load_thesaurus

THESAURUS = load_thesaurus()
SMALL = Thesaurus(
    (
        Row(("民政局", "民政部门"), ("民政",), "department"),
        Row(("养老护理员",), ("护工",), "person"),
        Row(("医疗护理员",), ("护工",), "person"),
        Row(("认知障碍", "失智"), ("老年痴呆", "痴呆"), "term"),
    )
)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("人民政府的维护工作", []),
        ("民政的护工", ["民政", "护工"]),
        ("老年痴呆怎么办", ["老年痴呆"]),
        ("失智老人", ["失智"]),
    ],
)
def test_longest_forms_at_word_edges(text, forms):
    assert [match.form for match in SMALL.find(text)] == forms


def test_everyday_words_give_official_terms():
    assert SMALL.expand("得了老年痴呆") == [("认知障碍", 1.0), ("失智", 0.6)]


def test_a_word_of_two_rows_is_shared():
    assert SMALL.expand("请护工") == [("养老护理员", 0.5), ("医疗护理员", 0.5)]


def test_an_official_term_gives_its_synonyms_and_everyday_words():
    assert SMALL.expand("认知障碍床位") == [("失智", 0.5)]
    assert SMALL.everyday("认知障碍床位") == [("老年痴呆", 1.0), ("痴呆", 1.0)]
    assert SMALL.everyday("护工") == []


def test_terms_of_the_text_are_not_repeated():
    assert ("失智", 0.6) not in SMALL.expand("痴呆就是失智")


def test_the_table_is_well_formed():
    assert len(THESAURUS.rows) > 1700
    assert all(row.official and row.everyday and row.kind for row in THESAURUS.rows)
    assert all("\t" not in form for row in THESAURUS.rows for form in row.official)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("脑梗之后手脚不灵", "脑卒中"),
        ("家里人吃五保的", "特困人员"),
        ("卖彩票的钱用到哪", "福利彩票公益金"),
        ("想租轮椅", "辅助器具租赁"),
        ("谁管这个事", "责任单位"),
    ],
)
def test_words_people_use(text, term):
    assert term in dict(THESAURUS.expand(text))


@given(st.text(alphabet="民政护工维人府老年痴呆的失智", max_size=30))
def test_matches_do_not_overlap(text):
    matches = SMALL.find(text)
    ends = [0, *(match.end for match in matches)]
    assert all(match.start >= end for match, end in zip(matches, ends, strict=False))
    assert all(text[match.start : match.end] == match.form for match in matches)

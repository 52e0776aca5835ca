import datetime as dt

from assistant.notices import clause_notices, table_notices, year_notices
from index.profile import DRAFT, Document


def document(**changes):
    base = {
        "doc_id": "d", "source": "d.txt", "part": "", "title": "某市养老计划", "place": "山东省威海市",
        "short": "威海", "level": "city",
    }  # fmt: skip
    return Document(**(base | changes))


def test_a_plain_document_needs_no_notice():
    assert clause_notices(document(), repaired=False) == ()


def test_drafts_copies_inferred_places_and_damage_are_said():
    found = clause_notices(
        document(status=DRAFT, reprint=True, part="篇五", place_inferred=True), repaired=True
    )
    text = "".join(found)
    assert all(word in text for word in ("征求意见稿", "转载", "推定", "损坏"))
    assert len(found) == 4


def test_a_passed_target_year_is_said_with_today():
    sentences = [("到2023年达到98%以上", document(end_year=2023))]
    (notice,) = year_notices(sentences, dt.date(2026, 11, 22))
    assert "2023年" in notice
    assert "2026年" in notice
    assert year_notices(sentences, dt.date(2023, 5, 1)) == ()


def test_a_target_year_to_come_is_not_said():
    assert year_notices([("到2030年建成三家", document())], dt.date(2026, 11, 22)) == ()


def test_lost_tables_are_counted():
    (notice,) = table_notices([document(lost_tables=2), document()])
    assert "2张表格是图片" in notice

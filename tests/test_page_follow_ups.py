"""What leads on is offered only where it is answered, anew, and by the same matter."""

from types import SimpleNamespace

from page.follow_ups import chips_html, follow_ups
from page.shelf import turn


def said(text, rows=(5,), place="威海", standalone="威海津贴多少？", answered=True):
    """An answer whose citations are clauses of the given rows."""
    clauses = [SimpleNamespace(clause_id=f"a#{row}") for row in rows]
    document = SimpleNamespace(short=place)
    return SimpleNamespace(
        answered=answered, text=text, standalone=standalone, model="", label="",
        citations=[SimpleNamespace(clause=clause, document=document) for clause in clauses],
        hits=[(SimpleNamespace(clause=c, row=r), document) for c, r in zip(clauses, rows, strict=True)]
        + [(SimpleNamespace(clause=SimpleNamespace(clause_id="b#1"), row=90), SimpleNamespace(short="温州"))],
    )  # fmt: skip


FORMER = said("每人每月一百元[1]。")
NONE = said("没有写明。", (), answered=False)


def offered(answers: dict) -> list[str]:
    asked = {"威海津贴多少？": FORMER, **answers}
    return follow_ups(lambda question, history: asked.get(question, NONE), turn(FORMER))


def test_only_what_is_answered_by_the_same_clause_or_its_neighbours():
    assert offered({}) == []
    assert offered({"谁负责？": said("由市民政局负责[1]。", (6,))}) == ["谁负责？"]
    assert offered({"谁负责？": said("由市民政局负责[1]。", (50,))}) == []
    assert offered({"谁负责？": said("每季度一次[1]。", (6,))}) == []


def test_the_same_answer_again_is_not_offered():
    assert offered({"补多少钱？": FORMER, "谁可以享受？": said("每人每月一百元[1]。")}) == []


def test_another_place_must_be_answered_by_that_place():
    assert offered({"温州呢？": said("每月八十元[1]。", (90,), "温州")}) == ["温州呢？"]
    assert offered({"温州呢？": said("每月八十元[1]。", (5,), "威海")}) == []


def test_nothing_leads_on_from_nothing():
    assert follow_ups(lambda question, history: NONE, []) == []
    assert follow_ups(lambda question, history: NONE, turn(NONE)) == []
    assert chips_html([]) == ""
    assert chips_html(["<b>"]).count("&lt;b&gt;") == 2

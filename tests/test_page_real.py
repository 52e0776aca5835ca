"""The page over the five documents as found: markers, repaired places, what stays closed."""

import json

import pytest

from tests.conftest import SHARED
from tests.page_server import fetch

N_QUESTIONS = 30


def questions() -> list[str]:
    """Every sixth question of the development set that can be answered alone."""
    lines = (SHARED / "eval" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    alone = [row["question"] for row in rows if row["answerable"] and not row.get("history")]
    step = max(1, len(alone) // N_QUESTIONS)
    return alone[::step][:N_QUESTIONS]


@pytest.mark.slow
def test_the_marked_sentence_is_the_cited_one(visit, real_server, shared):
    page = visit(base=real_server)
    answers = page.evaluate(
        """async questions => {
            const ask = async question => (await (await fetch("/api/ask", {
                method: "POST", headers: { "content-type": "application/json" },
                body: JSON.stringify({ question }),
            })).json());
            const found = [];
            for (const question of questions) found.push(await ask(question));
            return found;
        }""",
        questions(),
    )
    told = [answer for answer in answers if answer["answered"]]
    assert len(answers) == N_QUESTIONS
    assert len(told) >= N_QUESTIONS // 2
    checked = 0
    for answer in told:
        page.fill("#question :is(textarea, input)", answer["question"])
        page.click("#ask")
        page.wait_for_function(
            "q => document.querySelector('#answer .answer')?.dataset.question === q",
            arg=answer["question"],
        )
        for citation in answer["citations"]:
            page.click(f".answer-text .marker >> text=[{citation['marker']}] >> nth=0")
            page.wait_for_selector(f"#clause [data-id='{citation['id']}'] mark")
            # The pane may still show the sentence of the question before, from the same clause.
            page.wait_for_function(
                "quote => document.querySelector('#clause mark')?.textContent === quote",
                arg=citation["quote_reading"],
            )
            assert page.text_content("#clause .clause-text") == citation["reading"]
            assert page.inner_text(".clause-path") == citation["path"]
            page.keyboard.press("Escape")
            page.wait_for_selector("#clause", state="hidden")
            checked += 1
    assert checked >= len(told)


def test_repaired_places_are_shown_on_demand(visit, real_server):
    page = visit("/#/read", base=real_server)
    page.fill("#document input", "河北")
    page.click("#document .options li:has-text('河北') >> nth=0")
    page.wait_for_selector("[data-toggle]")
    repaired = page.locator(".repair .printed >> nth=0")
    assert repaired.is_hidden()
    page.click("[data-toggle]")
    assert "原样：" in repaired.inner_text()
    assert repaired.is_visible()
    page.click("[data-toggle]")
    assert repaired.is_hidden()


def test_without_the_option_the_door_is_closed(real_server):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert fetch(f"{real_server}/mcp", body)[0] == 404
    assert fetch(f"{real_server}/mcp")[0] == 404

"""A language model behind the page: its label goes with the answer wherever it goes."""

import json
from itertools import pairwise

import pytest

from tests.conftest import ROOT
from tests.page_browser import ask
from tests.page_server import fetch, running_server
from tests.test_page_ask import VOICE
from tests.test_writing_ask import echo
from tests.writing_server import serving

LABEL = "由人工智能生成，以原文为准，模型：demo"


def slow_echo(prompt: str) -> list[str | float]:
    """The honest model, with a pause behind each sentence."""
    return [
        piece
        for sentence in echo(prompt).split("。")
        if sentence
        for piece in (f"{sentence}。", 0.4)
    ]


@pytest.fixture(scope="module")
def model_server(tmp_path_factory):
    with serving(slow_echo) as (_, address):
        option = f"openai:demo@{address}"
        folder = tmp_path_factory.mktemp("model")
        with running_server(folder, ROOT / "corpus", "--generator", option) as server:
            yield server


@pytest.fixture(scope="module")
def worded(model_server) -> str:
    """A question that the model answers."""
    for question in (
        "高龄老人有哪些津贴和补贴？",
        "公办养老院优先收哪些老人？",
        "金华和温州的护理型床位占比是多少？",
    ):
        if json.loads(fetch(f"{model_server}/api/ask", {"question": question})[2])["model"]:
            return question
    pytest.fail("the model's words were never taken")


def test_verified_sentences_come_first_and_then_the_card(model_server, worded):
    lines = fetch(f"{model_server}/page/ask", {"question": worded})[2].splitlines()
    parts = [json.loads(line) for line in lines]
    told = [part["partial"] for part in parts[:-1]]
    assert told
    assert told[0].startswith(f"【{LABEL}】")
    assert all(later.startswith(earlier) for earlier, later in pairwise(told))
    assert parts[-1]["turn"][1]["label"] == LABEL


def test_the_label_is_shown_spoken_copied_and_kept(visit, model_server, worded):
    options = {"permissions": ["clipboard-read", "clipboard-write"], "script": VOICE}
    page = visit(base=model_server, **options)
    page.evaluate(
        """() => new MutationObserver(() => {
            const part = document.querySelector('#answer .partial');
            if (part) (window.parts ??= new Set()).add(part.textContent);
        }).observe(document.body, { childList: true, subtree: true, characterData: true })"""
    )
    ask(page, worded)
    parts = page.evaluate("[...window.parts]")
    assert parts[0].startswith(f"【{LABEL}】")
    assert page.inner_text(".answer .label") == f"{LABEL}。"
    page.click("[data-speak]")
    page.wait_for_function("document.querySelector('[data-speak]').textContent === '朗读'")
    assert page.evaluate("window.spoken.join('')").startswith(f"{LABEL}。")
    page.click("#answer [data-copy]")
    page.wait_for_selector("#answer [data-copy]:has-text('已复制')")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{LABEL}。")
    ask(page, "谁负责？")
    page.click(".earlier summary")
    assert f"【{LABEL}】" in page.inner_text(".earlier")

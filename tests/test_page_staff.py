"""The staff's page in a browser: from a file to its publication, what people said, a trial."""

import csv
import io
import json
from base64 import b64encode

import pytest

from tests.page_browser import PHONE, axe_in_every_mode
from tests.page_server import PASSWORD, USER, fetch
from tests.test_page_access import LATIN

LOGIN = {"Authorization": "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
MEAL = "/api/search?q=%E6%AF%8F%E9%A4%90%E8%A1%A5%E5%8A%A9&k=1"


@pytest.fixture
def notice(tmp_path):
    file = tmp_path / "小城助餐通知.txt"
    file.write_text(
        "小城助餐通知\n一、补助标准\n（一）年满八十周岁的老人，每餐补助三元。\n"
        "（二）送餐上门的，每次另补\u200b两元。\n二、咨询\n请到社区服务站咨询。\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def trial_set(tmp_path, asked):
    """Two questions: one that is answered, one that is refused."""
    rows = [
        {"id": "t-1", "question": "".join(asked), "answerable": True, "answer": "见文件",
         "evidence": ["这句话哪里都没有"], "must_include": [["这句话哪里都没有"]]},
        {"id": "t-na-1", "question": "北京的医保缴费基数是多少？", "answerable": False,
         "answer": "没有北京的文件", "evidence": [], "must_include": []},
    ]  # fmt: skip
    more = {"type": "number", "persona": "citizen", "must_not_include": []}
    file = tmp_path / "题.jsonl"
    lines = [json.dumps(row | more, ensure_ascii=False) + "\n" for row in rows]
    file.write_text("".join(lines), encoding="utf-8")
    return file


def first_source(server) -> str:
    return json.loads(fetch(server + MEAL)[2])["hits"][0]["source"]


def choose(page, elem_id: str, name: str) -> None:
    page.fill(f"#{elem_id} input", name)
    page.click(f"#{elem_id} .options li:has-text('{name}') >> nth=0")


def done(page, elem_id: str) -> str:
    page.wait_for_selector(f"#{elem_id} :is(.banner, .failed)")
    return page.inner_text(f"#{elem_id}")


def test_from_a_file_to_publication_and_back(visit_staff, server, notice):
    page = visit_staff()
    page.set_input_files("#upload input[type=file]", notice)
    page.wait_for_selector("#preview table")
    report = page.inner_text("#preview")
    assert "每餐补助三元" in report
    assert "1 个看不见的字符" in report
    assert first_source(server) != notice.name
    page.click("#take")
    assert "已收入“小城助餐通知.txt”" in done(page, "taken")
    assert first_source(server) == notice.name
    choose(page, "source", notice.name)
    page.click("#retire")
    assert "已移出" in done(page, "upkeep")
    assert first_source(server) != notice.name
    page.wait_for_function("document.querySelector('#source input').value === ''")
    choose(page, "away", notice.name)
    page.click("#restore")
    page.wait_for_selector("#upkeep:has-text('已找回')")
    assert first_source(server) == notice.name
    choose(page, "source", notice.name)
    page.click("#retire")
    page.wait_for_selector("#upkeep:has-text('已移出')")


def test_the_health_of_the_index(visit_staff, folder):
    page = visit_staff()
    page.click("#check")
    page.wait_for_selector("#upkeep .health")
    assert page.locator("#upkeep .health .bad").count() == 0
    assert "每条条款都与原文件的文字一致" in page.inner_text("#upkeep")
    extra = folder / "corpus" / "还没收.txt"
    extra.write_text("小镇看护办法\n第一条 每年看望两次。\n", encoding="utf-8")
    try:
        page.click("#check")
        page.wait_for_selector("#upkeep .health .bad")
        assert "新增或改动 1 份" in page.inner_text("#upkeep .bad")
    finally:
        extra.unlink()


def test_a_rebuild_tells_how_far_it_is(visit_staff, server, folder):
    more = [folder / "corpus" / f"小区{number}.txt" for number in range(40)]
    for number, path in enumerate(more):
        rules = (f"第{n}条 {number}号楼第{n}户的老人每月由邻居看望{n}次。\n" for n in range(1, 61))
        path.write_text(f"{number}号楼看望办法\n" + "".join(rules), encoding="utf-8")
    clauses = json.loads(fetch(f"{server}/api/health")[2])["clauses"]
    page = visit_staff()
    page.evaluate(
        """() => new MutationObserver(() => {
            const bar = document.querySelector('#upkeep progress');
            if (bar) (window.seen ??= []).push([bar.value, bar.parentElement.innerText]);
        }).observe(document.body, { attributes: true, childList: true, subtree: true })"""
    )
    try:
        page.click("#rebuild")
        assert "索引已更新" in done(page, "upkeep")
    finally:
        for path in more:
            path.unlink()
        page.click("#rebuild")
        page.wait_for_selector(f"#upkeep .banner:has-text('索引已更新：{clauses} 条')")
    seen = page.evaluate("window.seen")
    shares = [share for share, said in seen if "有改动的文件 40 份" in said]
    assert "正在核对文件" in seen[0][1]
    assert shares == sorted(shares)
    # Of the way between the files that are checked and the index that is saved.
    assert len({share for share in shares if 0.1 < share < 0.95}) >= 2


def test_a_long_list_of_files_leaves_room_on_a_phone(visit_staff):
    page = visit_staff(size=PHONE, modes=["elder"])
    assert page.locator(".scroll.held").bounding_box()["height"] < PHONE["height"]
    heights = page.locator(".held td.short").evaluate_all(
        "all => all.map(e => e.firstChild ? Math.round((() => { const r = document.createRange(); "
        "r.selectNodeContents(e); return r.getBoundingClientRect().height; })()) : 0)"
    )
    assert 0 < max(heights) < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_people_said_is_listed_and_exported(visit_staff, server):
    fetch(f"{server}/page/ask", {"question": "火星上的养老金有多少？"})
    opinion = {"verdict": "down", "question": "=1+1", "reason": "看不懂"}
    fetch(f"{server}/page/feedback", opinion)
    fetch(f"{server}/page/feedback", {"verdict": "up", "question": "谢谢这个回答"})
    page = visit_staff()
    page.click("a[data-tab=opinions]")
    page.wait_for_selector("#missed:has-text('火星上的养老金有多少')")
    page.wait_for_selector("#opinions:has-text('看不懂')")
    assert "谢谢这个回答" not in page.inner_text("#opinions")
    page.click("#kind label:has-text('全部')")
    page.wait_for_selector("#opinions:has-text('谢谢这个回答')")
    status, _, text = fetch(f"{server}/staff/tables/opinions.csv", **LOGIN)
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert status == 200
    assert any("'=1+1" in row for row in rows)
    assert fetch(f"{server}/staff/tables/unanswered.csv", **LOGIN)[2].count("火星") == 1
    assert fetch(f"{server}/staff/tables/nothing.csv", **LOGIN)[0] == 404


def test_a_trial_gives_scores_plots_and_wrong_answers(visit_staff, server, trial_set):
    page = visit_staff()
    page.click("a[data-tab=trial]")
    page.click("#which label:has-text('上传的题')")
    page.click("#start-trial")
    page.wait_for_selector("#trial-progress:has-text('请先选一个题目文件')")
    page.set_input_files("#questions input[type=file]", trial_set)
    page.wait_for_selector("#questions [aria-label='题.jsonl']")
    page.click("#start-trial")
    page.wait_for_selector("#trial-report svg.curve")
    assert "做完了：2 题，答对并引对 1 题" in page.inner_text("#trial-progress")
    report = page.inner_text("#trial-report")
    assert "答错的题 1 道" in report
    assert "这句话哪里都没有" in report
    assert "50%（2题）" in report.replace("\n", "")
    rows = list(csv.reader(io.StringIO(fetch(f"{server}/staff/tables/trial.csv", **LOGIN)[2][1:])))
    assert [row[0] for row in rows[1:]] == ["t-1"]
    assert rows[1][6] == "原文摘录，仅供参考。"


@pytest.mark.slow
def test_no_accessibility_violation_and_no_foreign_word(visit_staff, notice, trial_set):
    page = visit_staff()
    violations, foreign = {}, {}

    def look(state):
        violations[state] = axe_in_every_mode(page)
        foreign[state] = page.evaluate(LATIN)

    look("library")
    page.set_input_files("#upload input[type=file]", notice)
    page.wait_for_selector("#preview table")
    page.click("#retire")
    page.wait_for_selector("#upkeep .failed")
    look("preview and error")
    page.click("a[data-tab=opinions]")
    look("opinions")
    page.click("a[data-tab=trial]")
    page.click("#start-trial")
    page.wait_for_selector("#trial-progress .progress")
    look("trial running")
    page.click("#stop-trial")
    page.wait_for_selector("#trial-report table")
    look("trial report")
    assert violations == {state: {} for state in violations}
    assert foreign == {state: [] for state in foreign}

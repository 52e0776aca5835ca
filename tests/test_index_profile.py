import pytest

from index.collection import split_collection
from index.line import content_lines, split_lines
from index.places import load_gazetteer
from index.profile import DRAFT, IN_FORCE, make_document


def profile(text: str, name: str = "x.txt"):
    raw = split_lines(text)
    (piece,) = split_collection(content_lines(raw))
    return make_document(name, piece, raw, load_gazetteer(), damaged=False)


def test_a_printed_title_with_its_place():
    found = profile("威海市养老服务办法\n第一条 为了老人，制定本办法。\n第二条 各区市照办。")
    assert (found.title, found.place, found.level) == ("威海市养老服务办法", "山东省威海市", "city")
    assert not found.place_inferred
    assert found.name == "威海市养老服务办法"


def test_the_title_of_a_news_page_is_what_it_announces():
    found = profile(
        "《温州市“一老一小”工作方案》出台\n2023-01-09 17:08:39\n为做好工作，制定本方案。\n一、目标\n建床位。"
    )
    assert found.title == "温州市“一老一小”工作方案"
    assert found.published == "2023-01-09"


def test_a_draft_is_told_from_a_rule():
    text = "关于对《某某市养老措施（2024-2026年）》公开征求意见的公告\n欢迎在2024年9月20日前提出意见。\n某某市民政局\n2024年8月20日"
    found = profile(text)
    assert found.status == DRAFT
    assert found.title == "某某市养老措施（2024-2026年）"
    assert found.end_year == 2026
    assert profile("某市办法\n第一条 已经施行。").status == IN_FORCE


def test_a_file_without_title_gets_one_from_its_own_words():
    text = (
        "根据省里的“乐享晚年”精神，制定本工作方案。\n一、目标\n金华市推进“乐享晚年”，金华市建床位，全市都要办好。\n"
        "二、任务\n打造“乐享晚年”品牌，我市每个镇建一个照料中心，全市覆盖。"
    )
    found = profile(text)
    assert found.title == "金华市“乐享晚年”工作方案"
    assert found.title_inferred
    assert found.place_inferred
    assert found.short == "金华"


@pytest.mark.parametrize(
    ("title", "place"),
    [("中华人民共和国老年人法", "全国"), ("上海市老年人条例", "上海市"), ("老年人用餐常识", "")],
)
def test_places_of_laws(title, place):
    assert profile(f"# {title}\n第一条 为了老人，制定本法。").place == place


def test_lost_tables_are_counted():
    found = profile("某市方案\n一、目标\n如下表。\n表 2-1：指标\n1.png\n2.png\n二、其他\n没有表。")
    assert found.lost_tables == 2


def test_the_five_documents(real_index):
    short = {
        document.doc_id[:3] + document.part: document.short
        for document in real_index.documents.values()
    }
    assert short == {
        "000": "金华", "001": "郑州", "002": "温州", "003": "威海",
        "004篇一": "河北", "004篇二": "", "004篇三": "全国", "004篇四": "安徽", "004篇五": "台州", "004篇六": "江西",
    }  # fmt: skip
    drafts = [d.short for d in real_index.documents.values() if d.status == DRAFT]
    assert drafts == ["威海"]
    assert all(d.reprint for d in real_index.documents.values() if d.part)

import pytest

from index.line import content_lines, split_lines


def kept(text: str) -> list[str]:
    return [line.text for line in content_lines(split_lines(text))]


def test_spans_point_at_the_stripped_line():
    text = "\u3000\u3000甲乙 \r\n\r\n 丙\n"
    assert [(line.text, text[line.start : line.end]) for line in split_lines(text)] == [
        ("甲乙", "甲乙"),
        ("丙", "丙"),
    ]


@pytest.mark.parametrize(
    "noise",
    [
        "首页>政务公开>通知",
        "位置: 首页 >范文 > 内容",
        "发布时间:2024-01-02 10:00",
        "来源：某某网",
        "© 版权声明:图文来自网络,如有侵权请联系删除",
        "友情链接",
        "扫一扫,关注我们",
        "某ICP备2020000000号-1",
        "3.png",
        "推荐访问:养老 目标",
        "2023-05-03 17:54:03 投稿作者:某某 点击:",
    ],
)
def test_page_furniture_is_dropped(noise):
    body = "一、给高龄老人发放津贴，由市民政局负责。"
    assert kept(f"标题在此\n{noise}\n{body}") == ["标题在此", body]


def test_names_after_a_footer_are_dropped_but_prose_after_it_is_kept():
    prose = "二、每个县至少建一所护理型养老院，到明年年底完成建设任务并且投入使用。"
    text = f"标题\n一、甲乙丙丁戊己庚辛。\n友情链接\n某某集团\n某某中心\n{prose}"
    assert kept(text) == ["标题", "一、甲乙丙丁戊己庚辛。", prose]


def test_text_given_twice_is_kept_once():
    article = [
        f"第{n}段说的是第{n}件事，为凑足长度再说几句别的话，直到这一行足够长。" for n in range(8)
    ]
    assert kept("\n".join(["标题", *article, "标题", *article])) == ["标题", *article]


def test_a_short_phrase_may_repeat():
    lines = ["甲（市民政局）", "乙事项的办理办法。", "甲（市民政局）", "丙事项的办理办法。"]
    assert kept("\n".join(lines)) == lines

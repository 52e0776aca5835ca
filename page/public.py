"""The page of everybody: header, four tabs, the clause beside them, footer."""

from typing import TYPE_CHECKING, Any

from page.answer_view import HOTLINE, error_html, working_html
from page.ask_tab import add_ask_tab
from page.compare_tab import add_compare_tab
from page.header import header_html
from page.markup import escape
from page.read_tab import add_read_tab, document_choices
from page.search_form import ALL
from page.search_tab import add_search_tab, filter_choices
from page.shelf import Shelf
from page.theme import html_block, tells_when_heard

if TYPE_CHECKING:
    import gradio as gr

TITLE, LEAD = "老有所问", "养老托育政策，一问就懂，句句有出处"
_TABS = (("ask", "问一问"), ("search", "查条款"), ("read", "读原文"), ("compare", "比一比"))


def make_public(shelf: Shelf, *, noted: bool) -> "gr.Blocks":
    """Lay the page out; returns gradio.Blocks.

    Args:
        shelf: What is answered from.
        noted: Whether questions without an answer are written down; the page says so.
    """
    import gradio as gr

    demo = gr.Blocks(title=f"{TITLE}：养老政策问答", analytics_enabled=False)
    with demo:
        html_block(header_html(TITLE, LEAD, _TABS), elem_id="header")
        place = add_ask_tab(shelf)
        filters = add_search_tab(shelf)
        document = add_read_tab(shelf)
        places = add_compare_tab(shelf)
        html_block(_panel(), elem_id="panel")
        footer = html_block(_footer(shelf, noted), elem_id="footer")
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        drawn = _choices(shelf)

        def renewed() -> list[Any]:
            """What has changed since the page was laid out: the documents may be others now."""
            pairs = zip(_choices(shelf), drawn, strict=True)
            lists = [
                gr.update(choices=now, visible=True) if now != old else gr.skip()
                for now, old in pairs
            ]
            return [*lists, _footer(shelf, noted)]

        tells_when_heard(demo)
        demo.load(renewed, None, [place, *filters, document, places, footer], **quiet).then(
            None, place, place, js="(p) => window.laoyou.keptPlace(p)", **quiet
        )
    return demo


def _choices(shelf: Shelf) -> list[Any]:
    """Places, the filters of 查条款, documents, and places to compare."""
    return [
        [ALL, *shelf.places()],
        *filter_choices(shelf),
        document_choices(shelf),
        shelf.places(),
    ]


def _panel() -> str:
    """The clause beside the page, and what stands in a list's place meanwhile or without it."""
    lost = error_html("没有连上服务器，请检查网络，再试一次。", advice=False)
    return (
        f'<template id="working-card">{working_html("正在查找…")}</template>'
        f'<template id="unreached-card">{lost}</template>'
        '<div id="clause" role="dialog" aria-labelledby="clause-title" tabindex="-1" hidden>'
        '<div class="clause-bar"><h2 id="clause-title">条款原文</h2>'
        '<button type="button" class="quiet" data-close>返回</button></div>'
        '<div id="clause-body"></div></div>'
    )


def _footer(shelf: Shelf, noted: bool) -> str:
    kept = "没答上来的问题会隐去号码后记下，供工作人员补充资料。" if noted else ""
    places = escape("|".join([ALL, *shelf.places()]))
    return (
        f'<footer class="bottom" data-places="{places}"><p>资料共 {len(shelf.index.documents)} 份。'
        f"回答只供参考，不是审批意见。请不要输入身份证号、银行卡号。{kept}</p>"
        f'<p>办事咨询：<a href="tel:{HOTLINE}">{HOTLINE}</a> 政务服务热线。'
        "发现错误，请点回答下面的“没用”告诉我们。</p></footer>"
    )

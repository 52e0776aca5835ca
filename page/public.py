"""The page of everybody: header, four tabs, the clause beside them, footer."""

from typing import TYPE_CHECKING, Any

from page.answer_view import HOTLINE
from page.ask_tab import add_ask_tab, examples_html
from page.compare_tab import add_compare_tab
from page.markup import escape
from page.read_tab import add_read_tab, document_choices
from page.search_tab import add_search_tab, filter_choices
from page.shelf import ALL_PLACES, Shelf
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr

TITLE = "老有所问"
_TABS = (("ask", "问一问"), ("search", "查条款"), ("read", "读原文"), ("compare", "比一比"))
_MODES = (("elder", "大字版"), ("contrast", "高对比"), ("night", "夜间"))


def make_public(shelf: Shelf) -> "gr.Blocks":
    """Lay the page out; returns gradio.Blocks."""
    import gradio as gr

    demo = gr.Blocks(title=f"{TITLE}：养老政策问答", analytics_enabled=False)
    with demo:
        html_block(_header(), elem_id="header")
        place, examples = add_ask_tab(shelf)
        filters = add_search_tab(shelf)
        document = add_read_tab(shelf)
        places = add_compare_tab(shelf)
        html_block(_panel(), elem_id="panel")
        footer = html_block(_footer(shelf), elem_id="footer")
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # The documents may have changed since the page was laid out.
        demo.load(
            lambda: _choices(shelf),
            None,
            [place, *filters, document, places, examples, footer],
            **quiet,
        ).then(None, place, place, js="(p) => window.laoyou.keptPlace(p)", **quiet)
    return demo


def _choices(shelf: Shelf) -> list[Any]:
    """What can be chosen now, the examples, and the footer with the number of documents."""
    import gradio as gr

    lists: list[Any] = [[ALL_PLACES, *shelf.places()], *filter_choices(shelf)]
    lists += [document_choices(shelf), shelf.places()]
    return [
        *(gr.update(choices=choices) for choices in lists),
        examples_html(shelf),
        _footer(shelf),
    ]


def _header() -> str:
    modes = "".join(
        f'<button type="button" class="mode" data-mode="{name}" aria-pressed="false">{label}'
        "</button>"
        for name, label in _MODES
    )
    tabs = "".join(
        f'<a class="tab-link" href="#{name}" data-tab="{name}">{label}</a>' for name, label in _TABS
    )
    return (
        '<a class="skip" href="#tab-ask" data-skip>跳到主要内容</a>'
        f'<header class="top"><div class="brand"><h1>{TITLE}</h1>'
        "<p>养老托育政策，一问就懂，句句有出处</p></div>"
        f'<div class="modes" role="group" aria-label="显示方式">{modes}</div></header>'
        f'<nav class="tabs" aria-label="功能">{tabs}</nav>'
        '<div id="live" class="unseen" role="status" aria-live="polite"></div>'
    )


def _panel() -> str:
    return (
        '<div id="clause" role="dialog" aria-labelledby="clause-title" tabindex="-1" hidden>'
        '<div class="clause-bar"><h2 id="clause-title">条款原文</h2>'
        '<button type="button" class="quiet" data-close>返回</button></div>'
        '<div id="clause-body"></div></div>'
    )


def _footer(shelf: Shelf) -> str:
    places = escape("|".join([ALL_PLACES, *shelf.places()]))
    return (
        f'<footer class="bottom" data-places="{places}"><p>资料共 {len(shelf.index.documents)} 份。'
        "回答是政策原文的摘录，不是审批意见。请不要输入身份证号、银行卡号。</p>"
        f'<p>办事咨询：<a href="tel:{HOTLINE}">{HOTLINE}</a> 政务服务热线。'
        "发现错误，请点回答下面的“没用”告诉我们。</p></footer>"
    )

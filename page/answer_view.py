"""An answer as a person reads it: reply, warnings, clauses to check, what to do next."""

from collections.abc import Mapping, Sequence

from assistant.answer import Answer
from assistant.citation import Citation
from index.hit import Hit
from index.places import load_gazetteer
from index.profile import Document
from page.markup import (
    escape,
    open_button,
    paragraphs,
    quote_span,
    with_markers,
    without_markers,
)
from page.origin import answer_to_copy, origin_label

HOTLINE = "12345"
_N_RELATED = 3
_EXCERPT = 70
# Drawn, because many computers have no font with these signs.
_THUMB = (
    '<svg class="thumb{turned}" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">'
    '<path fill="currentColor" d="M2 10h4v11H2zM8 21h9.3c1 0 1.8-.6 2.1-1.5l2.4-7c.5-1.5-.6-3-2.1-3'
    'h-5.2l.9-4.2C15.7 3.9 14.9 3 13.8 3c-.6 0-1.1.3-1.4.8L8 10z"/></svg>'
)
_THUMB_UP, _THUMB_DOWN = _THUMB.format(turned=""), _THUMB.format(turned=" turned")
REASONS = ("答得不对", "没答到点子上", "看不懂", "规定过时了", "其他")


def busy_html() -> str:
    """What stands there while the assistant works."""
    return (
        '<section class="answer busy" aria-busy="true">'
        '<p class="asked"></p>'
        '<p class="working"><span class="dots" aria-hidden="true"></span>正在查找…</p></section>'
    )


def working_html(sentence: str) -> str:
    """What stands there while a list or a table is made."""
    return (
        '<div aria-busy="true" role="status"><p class="working">'
        f'<span class="dots" aria-hidden="true"></span>{escape(sentence)}</p></div>'
    )


def stopped_html() -> str:
    """What stands there after a stop."""
    return '<section class="answer"><p>已停止。您可以改一改问题再问。</p></section>'


def error_html(sentence: str, *, advice: bool = True) -> str:
    """What stands there after a failure, with whom to ask instead."""
    where = f"<p>请稍后再试，或拨打 {HOTLINE} 政务服务热线咨询。</p>" if advice else ""
    return (
        f'<section class="answer failed"><h2 class="verdict">没有查成</h2><p>{escape(sentence)}</p>'
        f"{where}</section>"
    )


def answer_html(asked: str, answer: Answer, history: Sequence[Mapping[str, str]] = ()) -> str:
    """The whole card of an answer.

    Args:
        asked: The question as the person wrote it.
        answer: What the assistant says; ``answered`` may be false.
        history: The conversation before it.
    """
    body = _found(answer) if answer.answered else _refused(answer)
    return (
        f'<section class="answer" data-question="{escape(asked)}" '
        f'data-answered="{str(answer.answered).lower()}" '
        f'data-label="{escape(origin_label(answer.model))}" '
        f'data-speech="{escape(without_markers(answer.text))}">'
        f"{_asked(asked, answer)}{body}{_feedback()}{_next(answer)}{_earlier(history)}</section>"
    )


def _asked(asked: str, answer: Answer) -> str:
    understood = (
        f'<p class="understood">我理解您问的是：{escape(answer.standalone)}</p>'
        if answer.standalone.strip() != asked.strip()
        else ""
    )
    return f'<p class="asked">您问：{escape(asked)}</p>{understood}'


def _found(answer: Answer) -> str:
    cards = "".join(_citation_card(citation) for citation in answer.citations)
    return (
        f'<h2 class="verdict">找到了</h2>{_label(answer)}'
        f'<div class="answer-text">{with_markers(answer.text, answer.citations)}</div>'
        '<p class="advice">能不能办，以办事窗口的答复为准。</p>'
        f"{_answer_tools(answer)}{_warnings(answer.notices)}"
        f'<h3>依据<span class="on-screen">（点开看原文）</span></h3><ol class="cards">{cards}</ol>'
    )


def _label(answer: Answer) -> str:
    kind = "label machine" if answer.model else "label"
    return f'<p class="{kind}">{escape(origin_label(answer.model))}</p>'


def _refused(answer: Answer) -> str:
    related = "".join(_hit_card(hit, document) for hit, document in answer.hits[:_N_RELATED])
    cards = f'<h3>可能有关的条款</h3><ol class="cards">{related}</ol>' if related else ""
    placed = load_gazetteer().find(answer.standalone)
    return (
        '<h2 class="verdict none">资料里没有找到</h2>'
        f'<div class="answer-text">{escape(answer.text)}</div>'
        f"{_warnings(answer.notices)}"
        f'<p class="where"><b>可以这样办：</b>拨打 <a href="tel:{HOTLINE}">{HOTLINE}</a> '
        "政务服务热线，或问当地民政局、社区居委会（村委会）。"
        f"也可以换个说法{'' if placed else '、写上地方'}再问一次。</p>"
        f"{cards}"
    )


def _warnings(notices: Sequence[str]) -> str:
    if not notices:
        return ""
    return f'<div class="warnings"><h3>请注意</h3>{paragraphs(notices, "notices")}</div>'


def _answer_tools(answer: Answer) -> str:
    copied = escape(answer_to_copy(answer))
    return (
        '<div class="tools">'
        '<button type="button" class="quiet speak" data-speak hidden>朗读</button>'
        f'<button type="button" class="quiet" data-copy="{copied}">复制</button>'
        '<button type="button" class="quiet" data-print="answer">打印</button></div>'
    )


def _citation_card(citation: Citation) -> str:
    return _card(
        (str(citation.marker), citation.clause.clause_id, quote_span(citation)),
        citation.document,
        citation.clause.path,
        citation.reading,
    )


def _hit_card(hit: Hit, document: Document) -> str:
    shown = hit.clause.reading
    excerpt = shown if len(shown) <= _EXCERPT else shown[:_EXCERPT] + "…"
    return _card((str(hit.rank), hit.clause.clause_id, None), document, hit.clause.path, excerpt)


def _card(
    target: tuple[str, str, tuple[int, int] | None], document: Document, path: str, quote: str
) -> str:
    number, clause_id, span = target
    button = open_button(
        "看原文", clause_id, span=span, name=f"看原文：{document.short}{path}", classes="open"
    )
    return (
        f'<li class="card"><span class="number" aria-hidden="true">{number}</span>'
        f'<div><p class="card-quote">{escape(quote)}</p>'
        f'<p class="card-where">{escape(document.name)} · {escape(path)}</p></div>{button}</li>'
    )


def _feedback() -> str:
    reasons = "".join(
        f'<label><input type="radio" name="reason" value="{reason}"> {reason}</label>'
        for reason in REASONS
    )
    return (
        '<div class="feedback"><p id="useful">这个回答有用吗？</p>'
        '<div class="tools" role="group" aria-labelledby="useful">'
        '<button type="button" class="quiet" data-verdict="up">'
        f"{_THUMB_UP} 有用</button>"
        '<button type="button" class="quiet" data-verdict="down" aria-expanded="false">'
        f"{_THUMB_DOWN} 没用</button></div>"
        '<form class="reasons" hidden><fieldset><legend>哪里不好？（别写身份证号、电话）</legend>'
        f"{reasons}</fieldset>"
        '<label class="remark">还想说：<input type="text" name="remark" maxlength="200"></label>'
        '<button type="submit" class="quiet">提交</button></form></div>'
    )


def _next(answer: Answer) -> str:
    """Where the questions that lead on are put by the page's script."""
    own = "接着问一句" if answer.answered else "换个说法再问"
    return (
        '<div class="next"><h3>接着问</h3><div class="chips">'
        f'<button type="button" class="chip" data-again>{own}</button></div></div>'
    )


def _earlier(history: Sequence[Mapping[str, str]]) -> str:
    """The former turns of the conversation, folded away."""
    pairs = zip(history[::2], history[1::2], strict=False)
    items = "".join(
        f"<li><b>{escape(asked['content'])}</b><br>{_former(said)}</li>" for asked, said in pairs
    )
    if not items:
        return ""
    return f'<details class="earlier"><summary>前面问过的</summary><ol>{items}</ol></details>'


def _former(said: Mapping[str, str]) -> str:
    """A former answer, behind its label where a model worded it."""
    label = f"【{said['label']}】" if said.get("label") else ""
    return escape(label + without_markers(said["content"]))

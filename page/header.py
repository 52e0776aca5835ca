"""The head of both pages: name, ways of showing, tabs."""

from collections.abc import Sequence

from page.markup import escape

_MODES = (("elder", "大字版"), ("contrast", "高对比"), ("night", "夜间"))


def header_html(title: str, lead: str, tabs: Sequence[tuple[str, str]]) -> str:
    """The head of a page.

    Args:
        title: Its name.
        lead: A line below it.
        tabs: Name and label of each tab; the column of a tab is called ``tab-`` and its name.
    """
    modes = "".join(
        f'<button type="button" class="mode" data-mode="{name}" aria-pressed="false">{label}'
        "</button>"
        for name, label in _MODES
    )
    links = "".join(
        f'<a class="tab-link" href="#/{name}" data-tab="{name}">{label}</a>' for name, label in tabs
    )
    return (
        f'<a class="skip" href="#tab-{tabs[0][0]}" data-skip>跳到主要内容</a>'
        f'<header class="top"><div class="brand"><h1>{escape(title)}</h1>'
        f"<p>{escape(lead)}</p></div>"
        f'<div class="modes" role="group" aria-label="显示方式">{modes}</div></header>'
        f'<nav class="tabs" aria-label="功能">{links}</nav>'
        '<div id="live" class="unseen" role="status" aria-live="polite"></div>'
    )

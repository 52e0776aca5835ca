"""Colours and sizes of the page's framework; everything else is in static/page.css."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import gradio as gr

FONTS = (
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "sans-serif",
)  # fmt: skip
# Colours are variables of static/page.css, so that night and contrast change them all.
_COLOURS = {
    "body_background_fill": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--soft)",
    "background_fill_primary": "var(--sheet)",
    "background_fill_secondary": "var(--paper)",
    "block_background_fill": "transparent",
    "block_label_text_color": "var(--ink)",
    "block_title_text_color": "var(--ink)",
    "block_info_text_color": "var(--soft)",
    "border_color_primary": "var(--edge)",
    "border_color_accent": "var(--deep)",
    "color_accent": "var(--deep)",
    "input_background_fill": "var(--sheet)",
    "input_background_fill_focus": "var(--sheet)",
    "input_border_color": "var(--edge)",
    "input_border_color_focus": "var(--deep)",
    "input_placeholder_color": "var(--soft)",
    "button_primary_background_fill": "var(--deep)",
    "button_primary_background_fill_hover": "var(--deeper)",
    "button_primary_text_color": "var(--on-deep)",
    "button_primary_text_color_hover": "var(--on-deep)",
    "button_primary_border_color": "var(--deep)",
    "button_secondary_background_fill": "var(--sheet)",
    "button_secondary_background_fill_hover": "var(--tint)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_text_color_hover": "var(--ink)",
    "button_secondary_border_color": "var(--edge)",
    "checkbox_label_background_fill": "var(--sheet)",
    "checkbox_label_background_fill_hover": "var(--tint)",
    "checkbox_label_background_fill_selected": "var(--tint)",
    "checkbox_label_text_color": "var(--ink)",
    "checkbox_label_text_color_selected": "var(--ink)",
    "checkbox_label_border_color": "var(--edge)",
    "checkbox_label_border_color_hover": "var(--deep)",
    "checkbox_label_border_color_selected": "var(--deep)",
    "checkbox_background_color_selected": "var(--deep)",
    "checkbox_border_color_selected": "var(--deep)",
    "checkbox_border_color": "var(--edge)",
    "checkbox_background_color": "var(--sheet)",
}


def make_theme() -> "gr.themes.Base":
    """The theme; returns gradio.themes.Base. All lengths are rem, so that one size rules."""
    import inspect

    import gradio as gr

    text = gr.themes.Size(
        name="text_rem", xxs="1rem", xs="1rem", sm="1rem", md="1rem", lg="1rem",
        xl="1.2rem", xxl="1.4rem",
    )  # fmt: skip
    theme = gr.themes.Base(text_size=text, font=list(FONTS), font_mono=["monospace"])
    known = set(inspect.signature(theme.set).parameters)
    night = {f"{name}_dark": value for name, value in _COLOURS.items() if f"{name}_dark" in known}
    return theme.set(**{k: v for k, v in _COLOURS.items() if k in known}, **night)


def runs_script(
    events: Iterable[Callable[..., Any]],
    inputs: "Sequence[gr.components.Component]",
    script: str,
    output: "gr.components.Component | None" = None,
) -> None:
    """Let events run a function of the page's script, which asks the server by itself.

    The framework would load the page anew after a lost connection, and what was written
    and answered would be gone.

    Args:
        events: Listeners of components, such as ``button.click``.
        inputs: Components whose values the function takes.
        script: The function.
        output: Takes what it gives.
    """
    for event in events:
        event(None, list(inputs), output, js=script, show_progress="hidden",
              api_visibility="private")  # fmt: skip


def tells_when_heard(demo: "gr.Blocks") -> None:
    """Let the page's script know when the framework has begun to hear clicks and keys."""
    runs_script([demo.load], [], "() => { window.laoyou.heard(); }")


def html_block(text: str = "", elem_id: str | None = None) -> "gr.HTML":
    """A piece of this page's own HTML, without the framework's styles; returns gradio.HTML."""
    import gradio as gr

    return gr.HTML(text, elem_id=elem_id, padding=False, apply_default_css=False)

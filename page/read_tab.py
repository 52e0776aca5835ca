"""读原文: a document's outline beside its text."""

from typing import TYPE_CHECKING, Any

from page.document_view import document_html
from page.shelf import Shelf
from page.theme import html_block

if TYPE_CHECKING:
    import gradio as gr


def add_read_tab(shelf: Shelf) -> "gr.Dropdown":
    """Put the tab into the page that is being laid out; returns its choice of documents."""
    import gradio as gr

    def show(doc_id: str | None) -> str:
        return document_html(shelf.index, doc_id or "")

    with gr.Column(elem_id="tab-read", elem_classes="tab"):
        html_block('<h2 class="title">读原文</h2>')
        choice = gr.Dropdown(
            document_choices(shelf), value=None, label="选一份文件", elem_id="document"
        )
        text = html_block('<p class="none">请先在上面选一份文件。</p>', elem_id="full")
        # Pressed by the page's script when a clause is to be shown in its document.
        jump = gr.Button("打开文件", elem_id="open-document", elem_classes="off")
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    choice.change(show, choice, text, **quiet).then(
        None, js="() => window.laoyou.documentShown()", **quiet
    )
    jump.click(None, None, choice, js="() => window.laoyou.wantedDocument()", **quiet)
    return choice


def document_choices(shelf: Shelf) -> list[tuple[str, str]]:
    """Names of the documents with their ids."""
    return [(document.name, doc_id) for doc_id, document in shelf.index.documents.items()]

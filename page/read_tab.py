"""读原文: a document's outline beside its text; the page's script asks for it."""

from typing import TYPE_CHECKING

from page.shelf import Shelf
from page.theme import html_block, runs_script

if TYPE_CHECKING:
    import gradio as gr


def add_read_tab(shelf: Shelf) -> "gr.Dropdown":
    """Put the tab into the page that is being laid out; returns its choice of documents."""
    import gradio as gr

    with gr.Column(elem_id="tab-read", elem_classes="tab"):
        html_block('<h2 class="title">读原文</h2>')
        choice = gr.Dropdown(
            document_choices(shelf), value=None, label="选一份文件", elem_id="document"
        )
        html_block(
            '<div id="full" data-working="正在打开…">'
            '<p class="none">请先在上面选一份文件。</p></div>'
        )
        # Pressed by the page's script when a clause is to be shown in its document.
        jump = gr.Button("打开文件", elem_id="open-document", elem_classes="off")
    runs_script((choice.change,), [choice], "(id) => { window.laoyou.readDocument(id); }")
    runs_script((jump.click,), [], "() => window.laoyou.wantedDocument()", choice)
    return choice


def document_choices(shelf: Shelf) -> list[tuple[str, str]]:
    """Names of the documents with their ids."""
    return [(document.name, doc_id) for doc_id, document in shelf.index.documents.items()]

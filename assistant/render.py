"""An answer as text; the page and the command line print the same."""

from assistant.answer import Answer


def to_text(answer: Answer) -> str:
    """The reply, what the reader must know, and the cited clauses numbered as in the reply."""
    parts = [answer.shown]
    parts += [f"注意：{notice}" for notice in answer.notices]
    if answer.citations:
        parts.append("依据：")
        parts += [
            f"[{citation.marker}] {citation.document.name} {citation.clause.path}\n"
            f"{citation.clause.reading}"
            for citation in answer.citations
        ]
    elif answer.hits:
        parts.append("可能相关的条款：")
        parts += [
            f"· {document.name} {hit.clause.path}：{hit.clause.reading[:60]}…"
            for hit, document in answer.hits[:3]
        ]
    return "\n\n".join(parts)

"""Late interaction by the built-in encoder's words, whatever encoder searches."""

from collections.abc import Sequence

from index.encoder import Vectors
from index.encoder_builtin import load_built_in
from index.encoder_late import LateQuery, TokenIds
from index.encoder_late import late_nearness as nearness_under
from index.encoder_late import late_query as query_under
from index.encoder_late import token_ids as ids_under

__all__ = ["LateQuery", "TokenIds", "late_nearness", "late_query", "token_ids"]


def late_query(text: str) -> LateQuery:
    """A question's tokens; see index.encoder_late."""
    return query_under(load_built_in(), text)


def late_nearness(query: LateQuery, rows: Sequence[TokenIds]) -> Vectors:
    """Nearness of each query token to each text, shape (len(rows), n)."""
    return nearness_under(load_built_in(), query, rows)


def token_ids(texts: Sequence[str]) -> list[TokenIds]:
    """Token ids of each text."""
    return ids_under(load_built_in(), texts)

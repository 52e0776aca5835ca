"""Whose words late interaction compares: those of the index's encoder where it has any."""

from index.clause_index import ClauseIndex
from index.encoder_builtin import BuiltInEncoder, load_built_in


def words_of(index: ClauseIndex) -> BuiltInEncoder:
    """The index's own static encoder; ours beside a model that has no table of words."""
    encoder = index.encoder
    return encoder if isinstance(encoder, BuiltInEncoder) else load_built_in()

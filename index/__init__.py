"""From a folder of policy files to a searchable index of their clauses.

    read_source -> content_lines -> split_clauses -> make_passages -> Encoder -> ClauseIndex

The room in one function: ``index/build.py``. Import names from here or from the
module that owns them, as in ``from index import ClauseIndex``. Never write
``import index``: every second function in this field has a variable of that name.
"""

from index.build import Build, build_index
from index.clause import Clause
from index.clause_index import ClauseIndex, load_index
from index.config import IndexConfig
from index.encoder import Encoder, load_encoder
from index.errors import PolicyAssistantError
from index.hit import Hit
from index.profile import Document

__all__ = [
    "Build",
    "Clause",
    "ClauseIndex",
    "Document",
    "Encoder",
    "Hit",
    "IndexConfig",
    "PolicyAssistantError",
    "build_index",
    "load_encoder",
    "load_index",
]

"""From a question to a short answer with the clauses that it stands on.

    read_question -> find_reach -> look_up -> select -> judge -> compose -> check -> Answer

The room in one class: ``assistant/pipeline.py``.
"""

from assistant.answer import Answer
from assistant.citation import Citation
from assistant.pipeline import Assistant

__all__ = ["Answer", "Assistant", "Citation"]

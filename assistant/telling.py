"""The parts of a sentence, between semicolons, that answer: the rest is left out of the answer."""

import re
from dataclasses import replace

from assistant.evidence import BODY, Candidate, Sentences
from assistant.features import Asked
from assistant.kinds import shows_kind
from assistant.late import words_of
from index.encoder_late import token_ids
from index.quantity import find_quantities, find_years

_PART = re.compile(r"[^；;]*[；;]|[^；;]+$")
# Log-odds behind the best part; on training questions 0.97 of the answering parts come so near.
_BEHIND = 3.0


def telling_part(candidate: Candidate, asked: Asked, sentences: Sentences) -> Candidate:
    """A sentence cut to the stretch from its first telling part to its last.

    A part tells when the network that reads sentences puts it near the best one. The whole
    sentence where there is one part only, where its opening gives the year of all, and where
    the kind of fact that is wanted would be left out.

    Args:
        candidate: The sentence.
        asked: The question.
        sentences: Where it was cut from its clause.
    """
    text = candidate.text
    parts = [found.span() for found in _PART.finditer(text) if found[0].strip("；; \n")]
    if candidate.part != BODY or len(parts) < 2:
        return candidate
    tokens = token_ids(words_of(sentences.index), [text[a:b] for a, b in parts])
    if not all(len(ids) for ids in tokens):
        return candidate
    scores = sentences.score_texts(asked.tokens, candidate.row, tokens)
    near = [
        part for part, score in zip(parts, scores, strict=True) if score >= max(scores) - _BEHIND
    ]
    start, end = near[0][0], near[-1][1]
    if start and find_years(text[:start]) and not find_years(text[start:end]):
        return candidate
    text = text[start:end]
    part = replace(
        candidate,
        start=candidate.start + start,
        end=candidate.start + end,
        text=text,
        figures=tuple(find_quantities(text)),
    )
    kinds = asked.question.wanted
    lost = any(shows_kind(kind, candidate) and not shows_kind(kind, part) for kind in kinds)
    return candidate if lost else part

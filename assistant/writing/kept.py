"""Whether rewriting kept to the facts of the extractive answer: none lost, none added.

Which facts answer the question is decided before a model writes; true sentences of a cited
clause that nobody asked for are padding.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from assistant.checking.claim import normalise
from assistant.checking.ground import mark_names
from index.places import Gazetteer

_PART = re.compile(r"[^,;:、。!?()\n]+")
_LETTER = re.compile(r"[^\W_]")
_MIN_SHARE, _MIN_PART = 0.5, 2
_TITLE = re.compile("《[^》]{2,60}》")
_MARKERS = re.compile(r"\[\d+\]")


def is_told(sentence: str, kept: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Whether the kept sentences hold what ``sentence`` says.

    Every figure, year, date, place and department of it must be there, and of each part
    between commas at least half of the character pairs, so that no item of a list is lost.

    Args:
        sentence: One sentence of the draft, with markers.
        kept: Sentences that passed the gate.
        gazetteer: The places known.
    """
    told, meant = _bare(kept), _bare([sentence])
    keys = {anchor.key for anchor in mark_names(told, gazetteer).anchors}
    if any(anchor.key not in keys for anchor in mark_names(meant, gazetteer).anchors):
        return False
    known = set(_pairs(told))
    return all(_is_known(part, told, known) for part in _PART.findall(meant))


def belongs(sentence: str, wanted: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Whether a sentence says what the extractive answer says, and no more.

    Args:
        sentence: One that passed the gate.
        wanted: The sentences of the draft, and the question.
        gazetteer: The places known.
    """
    said = mark_names(_bare([_TITLE.sub("", sentence)]), gazetteer)
    asked = mark_names(_bare(wanted), gazetteer)
    known, keys = set(_pairs(asked.text)), {anchor.key for anchor in asked.anchors}
    facts = [a for a in said.anchors if a.kind in ("quantity", "date")]
    if any(fact.key not in keys for fact in facts):
        return False
    pairs = list(_pairs(said.text))
    return sum(pair in known for pair in pairs) >= _MIN_SHARE * len(pairs)


def _bare(sentences: Sequence[str]) -> str:
    return normalise(_MARKERS.sub("", "\n".join(sentences)))


def _is_known(part: str, told: str, known: set[str]) -> bool:
    pairs = list(_pairs(part))
    if len(pairs) < _MIN_PART:
        return part in told
    return sum(pair in known for pair in pairs) >= _MIN_SHARE * len(pairs)


def _pairs(text: str) -> Iterable[str]:
    letters = [char for char in text if _LETTER.match(char)]
    return (a + b for a, b in pairwise(letters))

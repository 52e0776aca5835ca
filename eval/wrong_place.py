"""Citations from a place that a question did not ask about: there must be none."""

from collections.abc import Mapping, Sequence
from typing import Any  # answers are JSON objects

from assistant.normalise import clean
from assistant.subject import ORDINAL
from eval.grading import Grade
from index.places import Gazetteer


def asked_about_places(grade: Grade, gazetteer: Gazetteer) -> bool:
    """Whether a question names places alone: 金华和篇五 asks for a document besides."""
    text = clean(_asked(grade))
    return bool(gazetteer.find(text)) and not ORDINAL.search(text) and "《" not in text


def strayed(grade: Grade, gazetteer: Gazetteer) -> list[str]:
    """Places of an answer's citations that are none of the asked ones.

    A citation strays when its document rules neither an asked place, nor a part of one, nor a
    place above one. Documents of unknown place and questions that name a document never stray.
    """
    if not grade.answered or not asked_about_places(grade, gazetteer):
        return []
    asked = [mention.place for mention in gazetteer.find(clean(_asked(grade)))]
    found = []
    for citation in _citations(grade.answer):
        ruled = gazetteer.get(str(citation.get("place") or ""))
        if ruled and not any(gazetteer.same_or_related(place, ruled) for place in asked):
            found.append(ruled.full)
    return found


def _asked(grade: Grade) -> str:
    return str(grade.answer.get("standalone") or grade.question.question)


def _citations(answer: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return answer.get("citations") or []


def place_line(grades: Sequence[Grade], gazetteer: Gazetteer) -> str:
    """One line for the report: how many answers cite another place than asked."""
    placed = [grade for grade in grades if asked_about_places(grade, gazetteer)]
    wrong = [grade.question.id for grade in placed if strayed(grade, gazetteer)]
    names = f"（{'、'.join(wrong[:10])}）" if wrong else ""
    return f"写明地名的题 {len(placed)} 道，引到别处的 {len(wrong)} 道{names}\n"

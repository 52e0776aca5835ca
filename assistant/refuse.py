"""Kind refusals: one sentence that says what is not in the documents, and nothing more."""

import re
from collections.abc import Sequence

from assistant.prompt import fill_prompt
from assistant.question import Question
from index.places import Place

_MIN_TOPIC, _MAX_TOPIC, _MAX_ASKED = 2, 24, 36
_EDGES = " ，。、？！?!；;：:的了"
_FIGURE = re.compile(r"\d[\d.]*(?:万|亿)?(?:元|块|%|‰|倍|成)?")
_SUM = re.compile(r"\d[\d.]*(?:万|亿)?(?:元|块|%|‰|倍|成)")
# A matter that punctuation cuts is a piece of a sentence, not a name.
_UNCLEAR = re.compile(r"[，。？！；：]")
_PERSON = re.compile(
    r"^(?:我们?|俺|咱们?|家里)?(?:的)?(?:老)?(?:爸妈|父母|爸爸?|妈妈?|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|老伴|爹|娘|岳母|岳父|公公|婆婆)"
)
_INNER = str.maketrans("“”", "‘’")
_MEDICAL = re.compile(
    r"吃什么药|用药|症状|头晕|手麻|确诊|是不是得了|病情|治疗方案|手术|疼|晕|发烧|咳"
)
_LEGAL = re.compile(r"官司|起诉|告他|判|打官司|胜诉|赔多少合适|离婚|遗产")


def refuse_scope(question: Question, reason: str) -> str:
    """The sentence for a question that is none about policies."""
    if "instruction" in reason:
        return fill_prompt("refusal_instruction")
    if _MEDICAL.search(question.clean):
        return fill_prompt("refusal_medical")
    if _LEGAL.search(question.clean):
        return fill_prompt("refusal_legal")
    return fill_prompt("refusal_scope")


def refuse_places(places: Sequence[Place]) -> str:
    """The sentence for places that no document rules."""
    return fill_prompt("refusal_place", places="、".join(place.short for place in places))


def refuse_missing(question: Question) -> str:
    """The sentence for a matter that the documents do not state.

    It repeats the question where that is short and holds no sum or share, else its matter
    without figures: nothing in a refusal may be taken for the missing fact.
    """
    asked = question.core.strip(_EDGES)
    if _MIN_TOPIC <= len(asked) <= _MAX_ASKED and not _SUM.search(asked):
        return _refuse_topic(asked)
    topic = _PERSON.sub("", _FIGURE.sub("", question.topic)).strip(_EDGES)[:_MAX_TOPIC]
    if len(topic) < _MIN_TOPIC or _UNCLEAR.search(topic):
        return fill_prompt("refusal_unknown")
    return _refuse_topic(topic)


def _refuse_topic(topic: str) -> str:
    """The sentence about a matter, whose own quotation marks become inner ones."""
    return fill_prompt("refusal_missing", topic=topic.translate(_INNER))


def refuse_blank() -> str:
    """The sentence for an empty question."""
    return fill_prompt("refusal_blank")

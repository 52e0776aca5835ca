"""Whether a question leans on the one before it."""

import math
import re

from assistant.subject import find_subject
from index.places import Gazetteer
from index.thesaurus import load_thesaurus

# Fitted on follow-ups and unrelated questions (half of them kept for testing).
_WEIGHTS = {
    "chars": -5.4, "term": -0.8, "subject": -3.0, "place": -0.8, "start": 1.3, "pointing": 0.9,
    "ne": 1.3, "also": 1.0, "asks_first": 0.6, "overlap": 1.0, "person": 0.9, "spaced": -0.5,
    "bare": 1.5, "polite": -1.5,
}  # fmt: skip
_BIAS = 4.5
_FULL_CHARS, _FULL_SUBJECT = 24, 10
_START = re.compile(
    "(?:那|这|它|他|她|其|该|上面|前面|刚才|后者|前者|还|也|另外|第[一二三四五]|具体|分别)"
)
_POINTING = re.compile(
    "这[个些种笔项]|那[个些种]|[这那][两三]|上面|刚才|前面|后面那|后者|前者|它|那里|那边|其中|第[一二三四][个条]"
)
_ALSO = re.compile("也|还|另|都是|一样|再")
_ASKS_FIRST = re.compile(
    "(?:怎么|咋|多少|多久|多大|几|哪|谁|要|能|有没有|什么|啥|最|由|在哪|去哪|为什么|是不是|可以|到|分|一年|一个月|每)"
)
_BARE = re.compile("行不行|行不|行吗|可以吗|给不给|免不免|要吗|有吗|叠加|另|那个")
_PERSON = re.compile("我(?!们)|他|她")
_TERM_CHARS = 3


def depends(question: str, base: str, gazetteer: Gazetteer) -> bool:
    """Whether a cleaned question needs ``base``, the question before it, to be understood."""
    terms = load_thesaurus().find(question)
    pairs = {question[at : at + 2] for at in range(len(question) - 1)}
    signs = {
        "chars": min(len(question), _FULL_CHARS) / _FULL_CHARS,
        "term": float(any(term.end - term.start >= _TERM_CHARS for term in terms)),
        "subject": min(len(find_subject(question, gazetteer)), _FULL_SUBJECT) / _FULL_SUBJECT,
        "place": float(bool(gazetteer.find(question))),
        "start": float(_START.match(question) is not None),
        "pointing": float(_POINTING.search(question) is not None),
        "ne": float(question.rstrip("？?").endswith("呢")),
        "also": float(_ALSO.search(question) is not None),
        "asks_first": float(_ASKS_FIRST.match(question) is not None),
        "overlap": sum(pair in base for pair in pairs) / max(1, len(pairs)),
        "person": float(_PERSON.search(question) is not None),
        "spaced": float(" " in question),
        "bare": float(_BARE.search(question) is not None),
        "polite": float("请问" in question),
    }
    score = _BIAS + sum(_WEIGHTS[name] * value for name, value in signs.items())
    return 1 / (1 + math.exp(-score)) > 0.5

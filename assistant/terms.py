"""The words of a question that a clause can be found by, and what stands for them officially."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.background import char_rarity
from assistant.sound import heard_as
from index.lexical import split_terms
from index.thesaurus import Thesaurus

_EXPANDED = 0.5
_COVERED_BY_SYNONYM = 0.85
_HEARD = 0.8
_CHINESE = re.compile(r"[\u3400-\u9fff]")
# Words that ask or fill and say nothing of the matter.
_FUNCTION = re.compile(
    r"多少|多大|多久|多长时间|几个|几家|几张|几成|几种|几年|什么时候|什么样|什么|哪一年|哪年|哪些|哪几\w|哪个|哪家|"
    r"哪里|哪儿|哪种|哪|怎么样|怎么办|怎么|怎样|咋样|咋办|咋|如何|为什么|为啥|啥|是不是|是否|有没有|能不能|"
    r"可不可以|会不会|要不要|吗|呢|吧|呀|啊|嘛|么|请问|想问|告诉|一下|我们|你们|他们|咱们|我|你|您|他|她|它|"
    r"这个|那个|这种|那种|这些|那些|这|那|听说|是|的|了|得|着|就|都|也|还|又|才|跟|和|与|及|或|把|被|给|"
    r"到底|究竟|大概|应该|可以|能够|能|会|要|想|让|叫|说|讲|写|定|里面|里|有|没有|没|各|分别|每个"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A phrase of the question and the official forms that mean it.

    Attributes:
        terms: The phrase's own terms.
        forms: Official forms with weights in (0, 1].
    """

    terms: frozenset[str]
    forms: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a question.

    Attributes:
        own: Terms of its own words with weights: rarity, 0..1.
        expanded: Terms of official forms with weights; none of ``own``.
        groups: Phrases with official forms.
        chars: Chinese characters of its own words with weights: rarity, 0..1.
    """

    own: dict[str, float]
    expanded: dict[str, float]
    groups: tuple[Group, ...]
    chars: dict[str, float]

    @property
    def total(self) -> float:
        """Sum of the weights of its own terms."""
        return sum(self.own.values())

    def meant_in(self, text: str) -> set[str]:
        """Terms of the phrases whose official form stands in a text."""
        return {
            term
            for group in self.groups
            if any(form in text for form, _ in group.forms)
            for term in group.terms
        }

    def char_coverage(self, text: str) -> tuple[float, float]:
        """Share of the characters' weights that a text meets: of all, and of the rarest third.

        A question in other words often keeps one character of the official term: 租 of 租赁.
        """
        rarest = sorted(self.chars.values(), reverse=True)[: max(1, len(self.chars) // 3)]
        least = rarest[-1] if rarest else 0.0
        return self._met(text, 0.0), self._met(text, least)

    def _met(self, text: str, least: float) -> float:
        weights = {char: weight for char, weight in self.chars.items() if weight >= least}
        total = sum(weights.values())
        met = sum(weight for char, weight in weights.items() if char in text)
        return met / total if total else 0.0

    def coverage(self, text: str, terms: frozenset[str]) -> tuple[float, float]:
        """Share of the question that a text covers: by its own words, and with synonyms.

        Args:
            text: The text.
            terms: Its terms.
        """
        total = self.total
        if not total:
            return 0.0, 0.0
        found = {term for term in self.own if term in terms}
        own = sum(self.own[term] for term in found)
        soft = own
        missing = self.own.keys() - found
        for group in self.groups:
            lost = group.terms & missing
            best = max((weight for form, weight in group.forms if form in text), default=0.0)
            if lost and best:
                soft += _COVERED_BY_SYNONYM * best * sum(self.own[term] for term in lost)
                missing -= lost
        return own / total, soft / total


def content_words(text: str) -> str:
    """The question without the words that only ask; they become blanks."""
    return _FUNCTION.sub(" ", text)


def read_terms(
    text: str,
    drop: Sequence[str],
    weight: Callable[[str], float],
    known: Callable[[str], bool],
    thesaurus: Thesaurus,
) -> Terms:
    """Make the terms of a question.

    Args:
        text: The cleaned question.
        drop: Strings to leave out, such as names of places that already restrict the search.
        weight: Rarity of a term.
        known: Whether the documents hold a term.
        thesaurus: Everyday words and official terms.
    """
    bare = text
    for string in drop:
        bare = bare.replace(string, " ")
    content = content_words(bare)
    own = {term: weight(term) for term in dict.fromkeys(split_terms(content))}
    groups = tuple(
        Group(frozenset(split_terms(match.form)) & own.keys(), forms)
        for match in thesaurus.find(bare)
        if (forms := _forms(match.form, thesaurus))
    )
    meant = {term for group in groups for term in group.terms}
    heard = {
        term: found
        for term, found in heard_as(content, known).items()
        if term in own and term not in meant
    }
    groups += tuple(
        Group(frozenset({term}), tuple((form, _HEARD) for form in heard[term]))
        for term in own
        if term in heard
    )
    expanded: dict[str, float] = {}
    for form, share in thesaurus.expand(bare):
        for term in split_terms(form):
            if term not in own:
                expanded[term] = max(expanded.get(term, 0.0), share * _EXPANDED)
    for form in (form for found in heard.values() for form in found if form not in own):
        expanded[form] = max(expanded.get(form, 0.0), _HEARD * _EXPANDED)
    chars = {char: char_rarity(char) for char in dict.fromkeys(_CHINESE.findall(content))}
    return Terms(own, expanded, groups, chars)


def _forms(phrase: str, thesaurus: Thesaurus) -> tuple[tuple[str, float], ...]:
    return tuple(thesaurus.expand(phrase))

"""What a clerk asks 查条款 for: words, filters, order; the same for the page and for programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from assistant.pipeline import Assistant
from index.clause import Clause
from index.hit import Hit
from index.profile import DRAFT, Document

ALL = "全部"
RELEVANCE, ORIGINAL, NEWEST = "按相关程度", "按文件顺序", "按发布日期，新的在前"
ORDERS = (RELEVANCE, ORIGINAL, NEWEST)
DRAFTS, FINAL = "征求意见稿", "非征求意见稿"
STATUSES = (ALL, DRAFTS, FINAL)
# Status and year are looked at after the search, so it has to reach deeper for them.
_DEEP = 1_000

Found = list[tuple[Hit, Document]]


@dataclass(frozen=True, slots=True)
class SearchForm:
    """One search; an empty string and 全部 leave a filter open.

    Attributes:
        words: What to look for.
        place, department, document: Names, or parts of names.
        status: One of STATUSES.
        year: Four digits: a year that the clause names, or of its document's publication.
        order: One of ORDERS.
    """

    words: str
    place: str = ""
    department: str = ""
    document: str = ""
    status: str = ALL
    year: str = ""
    order: str = RELEVANCE

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """The form of a query string; ``q`` holds the words, unknown fields are left out."""
        names = ("place", "department", "document", "status", "year", "order")
        return cls(fields.get("q", "").strip(), **{n: fields[n] for n in names if fields.get(n)})

    def query(self, k: int) -> str:
        """The query string of this form for ``k`` hits."""
        fields = {
            "q": self.words, "k": str(k), "place": self.place, "department": self.department,
            "document": self.document, "status": self.status, "year": self.year,
            "order": self.order,
        }  # fmt: skip
        return urlencode({name: value for name, value in fields.items() if _set(value)})

    def find(self, assistant: Assistant, k: int) -> Found:
        """The ``k`` best clauses that pass the filters, in the asked order.

        Raises:
            QuestionError: The place is not known.
        """
        filters = {
            name: value
            for name, value in (
                ("place", self.place), ("department", self.department),
                ("document", self.document),
            )
            if _set(value)
        }  # fmt: skip
        deep = _DEEP if _set(self.status) or _set(self.year) else k
        found = assistant.search(self.words, deep, **filters)
        return self._ordered([pair for pair in found if self._passes(*pair)][:k])

    def _passes(self, hit: Hit, document: Document) -> bool:
        drafts = (document.status == DRAFT) == (self.status == DRAFTS)
        dated = not _set(self.year) or self.year in years_of(hit.clause, document)
        return dated and (drafts or self.status not in (DRAFTS, FINAL))

    def _ordered(self, found: Found) -> Found:
        if self.order == ORIGINAL:
            return sorted(found, key=lambda pair: pair[0].row)
        if self.order == NEWEST:
            # Those without a date come last; equal dates keep their relevance.
            return sorted(found, key=lambda pair: pair[1].published, reverse=True)
        return found


def years_of(clause: Clause, document: Document) -> set[str]:
    """Years that a clause is about: those it names, and its document's year of publication."""
    named = {str(year) for year in clause.years}
    return named | ({document.published[:4]} if document.published else set())


def _set(value: str) -> bool:
    return bool(value) and value != ALL

"""The clause: the numbered item that an answer cites."""

from dataclasses import dataclass
from functools import lru_cache

from index.department import Department
from index.quantity import Quantity, find_quantities, find_years
from index.reading import Reading, make_reading


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered item, or one paragraph where a document has no numbers.

    Attributes:
        clause_id: ``<doc_id>#<path>``, unique in an index.
        doc_id: Id of its document.
        path: The place as an official would name it: 三、(一)4. / 第十二条 / 篇五·三、(六)二是.
        headings: Headings from the widest to its own; those without words left out.
        start: Offset of the first character in the source, 0-based.
        end: Offset after the last character.
        text: ``source.text[start:end]``, never changed.
        reading: What a person reads: blanks, page noise and damaged characters put right.
        skips: Spans of ``text`` that hold page furniture.
        departments: Who is responsible, from the clause's own tail.
        repaired: Whether the reading stands for damaged characters of the text.
    """

    clause_id: str
    doc_id: str
    path: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    reading: str
    skips: tuple[tuple[int, int], ...] = ()
    departments: tuple[Department, ...] = ()
    repaired: bool = False

    @property
    def years(self) -> frozenset[int]:
        """Calendar years that it names."""
        return frozenset(year.value for year in find_years(self.reading))

    @property
    def figures(self) -> tuple[Quantity, ...]:
        """Its figures with units, money among them; spans are offsets in the reading."""
        return tuple(find_quantities(self.reading))


@lru_cache(maxsize=4096)
def align(clause: Clause) -> Reading:
    """The clause's reading with its way back to ``clause.text``."""
    return make_reading(clause.text, clause.skips, restore=clause.repaired)

"""Sentences that may answer: cut from clauses, with what is known of each without a question."""

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.enumeration import find_lists
from assistant.interaction import Interaction, Told
from assistant.late import words_of
from assistant.retrieve import Retrieved
from index.clause import Clause
from index.clause_index import ClauseIndex
from index.department import department_tail
from index.encoder_late import TokenIds, token_ids
from index.lexical import split_terms
from index.quantity import Quantity, find_quantities, find_years
from index.reading import split_sentences

_LABEL = re.compile(
    r"^(?:第[零〇一二三四五六七八九十百千]+条(?:之[一二三四五六七八九十]+)?|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"[一二三四五六七八九十]{1,3}、|\d{1,3}[.、．](?!\d)|0\d、?|[①-⑳]|[一二三四五六七八九十]是|——)\s*"
)
_CONTACT = re.compile(r"@|\d{7,}|\d{3,4}[-—]\d{7,8}|(?:地址|电话|热线|邮箱|邮编|网址)[:：]")
# An article may open with its own title: 第三条 城乡布局。; a rule as short has one of these.
_RULES = re.compile(
    r"[应须不禁可得是为由有归予享受免给按请属设定凭从自每要各]|负责|实行|执行|施行|适用|采用|一律|只准|成立|"
    r"国家|本[市省县区]|提倡|鼓励|推行|推广|严格|建立|支持|倡导|维护|发展|完善|落实|尊重|保护|保障|开展|"
    r"\d"
)
_SOURCE_NOTE = re.compile(r"^[〔【\[][^〔〕】\]]*[〕】\]]$")
Scores = NDArray[np.float32]
_EDGES = ".．。；;：: ”“\n"
HEADING, BODY, TAIL, LIST = "heading", "body", "tail", "list"
_MAX_CLAUSES = 20_000
_MAX_READ, _MAX_TOLD, _MAX_ASKED = 2_000, 1_000, 50
_MAX_LINE, _MAX_JOINED, _MAX_TITLE = 40, 110, 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence of a clause.

    Attributes:
        row: Number of its clause in the index.
        start: Offset of the sentence in the clause's reading, 0-based, label left out.
        end: Offset after the last character.
        text: The sentence.
        terms: Its terms.
        part: HEADING, BODY, TAIL (the bracket that names departments) or LIST (a lead with
            its items, which stand among the sentences too).
        number: Position among the sentences of its clause, 0-based.
        figures: Its figures; years and dates are none.
        years: Years that it names.
    """

    row: int
    start: int
    end: int
    text: str
    terms: frozenset[str]
    part: str
    number: int
    figures: tuple[Quantity, ...]
    years: frozenset[int]

    @property
    def units(self) -> frozenset[str]:
        """Units of its figures; empty when it has none."""
        return frozenset(figure.unit for figure in self.figures)


@dataclass(frozen=True, slots=True)
class ClauseSentences:
    """The sentences of one clause.

    Attributes:
        candidates: In the order of the text.
        vectors: Unit vectors of the sentences with their own heading, shape (n, dim).
        tokens: Token ids of each sentence.
        heading_tokens: Token ids of the heading chain.
    """

    candidates: tuple[Candidate, ...]
    vectors: NDArray[np.float32]
    tokens: tuple[TokenIds, ...]
    heading_tokens: TokenIds


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences of the clauses found for a question; row i of all is candidates[i].

    Attributes:
        candidates: In the order of their clauses.
        places: Position of each one's clause among those retrieved, 0-based.
        vectors: Unit vectors, shape (n, dim).
        tokens: Token ids of each sentence.
        heading_tokens: Token ids of each one's heading chain.
    """

    candidates: tuple[Candidate, ...]
    places: tuple[int, ...]
    vectors: NDArray[np.float32]
    tokens: tuple[TokenIds, ...]
    heading_tokens: tuple[TokenIds, ...]


class Sentences:
    """Cuts clauses to sentences, once for each clause that is asked for."""

    def __init__(self, index: ClauseIndex, interaction: Interaction | None) -> None:
        """Serve the clauses of one index; at most _MAX_CLAUSES are kept.

        Args:
            index: The clauses.
            interaction: The network that reads sentences; None only to train one.
        """
        self.index = index
        self.interaction = interaction
        self._kept: OrderedDict[int, ClauseSentences] = OrderedDict()
        self._read: OrderedDict[tuple[bytes, int], Scores] = OrderedDict()
        self._asked: OrderedDict[bytes, tuple[Scores, Scores]] = OrderedDict()
        self._told: OrderedDict[int, tuple[Told, ...]] = OrderedDict()

    def of_clause(self, row: int) -> ClauseSentences:
        """The sentences of clause ``row``."""
        found = self._kept.pop(row, None) or self._cut(row)
        self._kept[row] = found
        if len(self._kept) > _MAX_CLAUSES:
            self._kept.popitem(last=False)
        return found

    def read(self, question: TokenIds, row: int) -> Scores:
        """What the network says of each sentence of clause ``row``, shape (n, 2).

        Each clause is read by itself, so that its scores do not hang on what is read with it;
        zeros without a network.
        """
        key = question.tobytes(), row
        found = self._read.pop(key, None)
        if found is None:
            found = self._score(question, row)
        self._read[key] = found
        if len(self._read) > _MAX_READ:
            self._read.popitem(last=False)
        return found

    def _score(self, question: TokenIds, row: int) -> Scores:
        clause = self.of_clause(row)
        if self.interaction is None:
            return np.zeros((len(clause.tokens), 2), dtype=np.float32)
        words = words_of(self.index)
        told = self._told.pop(row, None)
        if told is None:
            told = self.interaction.tell(
                words, [(clause.heading_tokens, ids) for ids in clause.tokens]
            )
        self._told[row] = told
        if len(self._told) > _MAX_TOLD:
            self._told.popitem(last=False)
        asked = self._asked.get(question.tobytes()) or self.interaction.ask(words, question)
        self._asked[question.tobytes()] = asked
        if len(self._asked) > _MAX_ASKED:
            self._asked.popitem(last=False)
        return self.interaction.score(words, asked, told)

    def score_texts(self, question: TokenIds, row: int, texts: Sequence[TokenIds]) -> Scores:
        """How well texts under the heading of clause ``row`` answer, log-odds of shape (n,).

        Args:
            question: Token ids of the question.
            row: The clause.
            texts: Token ids, none empty.
        """
        if self.interaction is None:
            return np.zeros(len(texts), dtype=np.float32)
        heading = self.of_clause(row).heading_tokens
        told = [(heading, ids) for ids in texts]
        return self.interaction.scores(words_of(self.index), question, told)[:, 0]

    def find(self, retrieved: Retrieved, n: int) -> Evidence:
        """Sentences of the ``n`` best clauses, in their order."""
        found = [self.of_clause(int(row)) for row in retrieved.rows[:n]]
        dim = self.index.encoder.dim
        return Evidence(
            tuple(c for clause in found for c in clause.candidates),
            tuple(place for place, clause in enumerate(found) for _ in clause.candidates),
            np.concatenate([np.zeros((0, dim), dtype=np.float32), *(c.vectors for c in found)]),
            tuple(ids for clause in found for ids in clause.tokens),
            tuple(clause.heading_tokens for clause in found for _ in clause.candidates),
        )

    def _cut(self, row: int) -> ClauseSentences:
        clause = self.index.clauses[row]
        candidates = tuple(_candidates(clause, row))
        own = clause.headings[-1:]
        texts = ["\n".join([*own, candidate.text]) for candidate in candidates]
        dim = self.index.encoder.dim
        vectors = (
            self.index.encoder.encode_passages(texts)
            if texts
            else np.zeros((0, dim), dtype=np.float32)
        )
        said = [*(c.text for c in candidates), " ".join(clause.headings)]
        tokens = token_ids(words_of(self.index), said)
        return ClauseSentences(candidates, vectors, tuple(tokens[:-1]), tokens[-1])


def titled_text(index: ClauseIndex, row: int) -> str:
    """A clause with its headings and the title of its document, a line each."""
    clause = index.clauses[row]
    return "\n".join([index.document(clause).title, *clause.headings, clause.reading])


def _candidates(clause: Clause, row: int) -> Iterator[Candidate]:
    tail = department_tail(clause.reading)
    for number, (start, end, part) in enumerate(clause_sentences(clause, tail)):
        text = clause.reading[start:end]
        yield Candidate(
            row=row,
            start=start,
            end=end,
            text=text,
            terms=frozenset(split_terms(text)),
            part=part,
            number=number,
            figures=tuple(find_quantities(text)),
            years=frozenset(year.value for year in find_years(text)),
        )


def _joined_parts(text: str) -> Iterator[tuple[int, int]]:
    """Sentences; the parts of one between semicolons stay together while they are short."""
    for start, end in split_sentences(text, semicolons=False):
        if end - start <= _MAX_JOINED:
            yield start, end
        else:
            yield from ((start + a, start + b) for a, b in split_sentences(text[start:end]))


def _states(text: str) -> bool:
    """Whether a short sentence rules or counts something; a title does not."""
    return _RULES.search(text) is not None or bool(find_quantities(text))


def clause_sentences(
    clause: Clause, tail: tuple[int, int] | None
) -> Iterator[tuple[int, int, str]]:
    """Spans [start, end) of a clause's sentences in its reading, and what each is."""
    heading = clause.headings[-1] if clause.headings else ""
    body_end = tail[0] if tail else len(clause.reading)
    for start, end in _joined_parts(clause.reading[:body_end]):
        label = _LABEL.match(clause.reading[start:end])
        begin = start + (label.end() if label else 0)
        text = clause.reading[begin:end].strip(_EDGES)
        if not text:
            continue
        opens = bool(label or start == 0)
        titles = text == heading.strip(_EDGES) or (
            len(text) <= _MAX_TITLE and end < body_end and not _states(text)
        )
        is_heading = opens and titles
        # A line without a full stop is a title, a signature or a date.
        is_line = (
            clause.reading[end - 1] not in "。；！？”"
            and len(text) < _MAX_LINE
            and not _CONTACT.search(text)
        )
        aside = is_heading or (is_line and end < body_end) or bool(_SOURCE_NOTE.match(text))
        yield begin, end, HEADING if aside else BODY
    for start, end in find_lists(clause.reading[:body_end]):
        label = _LABEL.match(clause.reading[start:end])
        yield start + (label.end() if label else 0), end, LIST
    if tail:
        yield tail[0], tail[1], TAIL

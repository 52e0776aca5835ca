"""The whole of this room in one class: a question becomes an answer with its clauses."""

import datetime as dt
import time
from collections.abc import Generator, Iterator, Mapping, Sequence

from assistant.answer import Answer
from assistant.check import checked, source_of
from assistant.checking.verify import verify
from assistant.citation import Citation
from assistant.compose import Draft, Finding
from assistant.extent import length_limit, too_long
from assistant.figures import figures_of, side_by_side, standing
from assistant.finder import Finder, Found
from assistant.followup import resolve
from assistant.look import ranked_hits
from assistant.notices import table_notices, year_notices
from assistant.prompt import fill_prompt
from assistant.question import Question, out_of_scope, read_question
from assistant.reach import Reach, find_reach
from assistant.refuse import refuse_blank, refuse_missing, refuse_places, refuse_scope
from assistant.rerank import Reranker
from assistant.retrieve import Fusion
from assistant.search import search_clauses
from assistant.writing.question import other_wordings
from assistant.writing.rewrite import Rewriting, rewriting
from assistant.writing.telling import finished
from assistant.writing.writer import Writer
from index.clause_index import ClauseIndex
from index.hit import Hit
from index.places import load_gazetteer
from index.profile import Document

N_HITS = 10
THRESHOLD = 0.18
_MOST_SILENT = 4
_REWRITING_SHARE = 0.3  # of the writer's time, for other wordings of the question


class Assistant:
    """Answers questions from one index."""

    def __init__(
        self,
        index: ClauseIndex,
        *,
        today: dt.date | None = None,
        threshold: float = THRESHOLD,
        writer: Writer | None = None,
        reranker: Reranker | None = None,
        rewrite_queries: bool = False,
    ) -> None:
        """Join an index to the trained models.

        Args:
            index: The clauses.
            today: What 今年 means, and which target years have passed; default the clock's day.
            threshold: Least chance for an answer; below it the question is refused.
            writer: A language model that words the answers; None for the clauses' own words.
            reranker: A cross-encoder that re-orders the clauses found.
            rewrite_queries: Whether the writer's wordings of a question are looked up too.
        """
        self.index = index
        self.writer = writer
        self.rewrite_queries = rewrite_queries
        self._gazetteer = load_gazetteer()
        self._finder = Finder(
            index,
            self._gazetteer,
            today=today or dt.date.today(),
            threshold=threshold,
            fusion=Fusion(reranker=reranker),
        )

    @property
    def today(self) -> dt.date:
        """What 今年 means; a server that runs for days sets it anew."""
        return self._finder.today

    @today.setter
    def today(self, day: dt.date) -> None:
        self._finder.today = day

    def search(
        self,
        words: str,
        k: int = N_HITS,
        *,
        place: str | None = None,
        department: str | None = None,
        document: str | None = None,
    ) -> list[tuple[Hit, Document]]:
        """Clauses for words, best first, restricted by place, department and document."""
        question = self._read(words)
        mask = search_clauses(
            self.index, self._gazetteer, place=place, department=department, document=document
        )
        mask &= find_reach(question, self.index, self._gazetteer).mask(self.index)
        look = self._finder.look(question, mask)
        return self._with_documents(ranked_hits(look, self.index)[:k])

    def ask(self, question: str, history: Sequence[Mapping[str, str]] = ()) -> Answer:
        """Answer one question, or say what the documents do not hold."""
        return finished(self._answering(question, history))

    def stream(
        self, question: str, history: Sequence[Mapping[str, str]] = ()
    ) -> Iterator[str | Answer]:
        """Answer one question, telling verified sentences while a writer works.

        Yields:
            Pieces of text in order, only where a writer is at work; then the answer, once, as
            ``ask`` gives it. The pieces are the beginning of its text, unless the writer broke
            off: then the answer stands in their place.
        """
        yield (yield from self._answering(question, history))

    def _answering(
        self, question: str, history: Sequence[Mapping[str, str]]
    ) -> Generator[str, None, Answer]:
        started = time.perf_counter()
        standalone = resolve(question, history, self._gazetteer) if history else question
        read = self._read(standalone)
        reach = find_reach(read, self.index, self._gazetteer)
        refusal = self._refusal(read, reach)
        finder = self._finder if refusal else self._widened(question, history, read)
        found = Found(reach, finder.look(read, reach.mask(self.index)), ())
        if not refusal:
            found = finder.find(read, reach, found.whole)
        findings = found.findings
        hits = self._with_documents(ranked_hits(found.whole, self.index)[:N_HITS])
        draft = self._draft(read, findings)
        if draft:
            rewritten = yield from self._rewriting(draft, standalone, started)
            written = rewritten.text if rewritten else draft.text
            text = written + self._standing(read, draft, text=written)
            text += self._silent(read, found.reach, draft)
            citations = tuple(c for c in draft.citations if f"[{c.marker}]" in text)
            notices = _notices(citations) + year_notices(self._dated(draft), self.today)
            notices += rewritten.notices if rewritten else ()
        else:
            rewritten, citations = None, ()
            text = refusal or refuse_missing(read)
            notices = self._lost(found.reach)
        return Answer(
            question=question,
            standalone=standalone,
            answered=draft is not None,
            text=text,
            citations=citations,
            hits=tuple(hits),
            notices=notices,
            confidence=min((finding.chance for finding in findings), default=0.0),
            model=rewritten.model_name if rewritten else "",
            wordings=finder.fusion.also,
            reranker=finder.fusion.reranker.name if finder.fusion.reranker else "",
            seconds=time.perf_counter() - started,
        )

    def _draft(self, question: Question, findings: Sequence[Finding]) -> Draft | None:
        """The checked answer; of the places that nobody named, as many as it has room for."""
        for told in range(len(findings), 0, -1):
            some = findings[:told]
            limit = length_limit(question, some)
            draft = checked(some, self.index, limit, self._gazetteer)
            if draft is None or not too_long(question, some, draft.length):
                return draft
        return None

    def _widened(
        self, question: str, history: Sequence[Mapping[str, str]], read: Question
    ) -> Finder:
        """The finder, looking up a writer's wordings of the question too."""
        if not (self.writer and self.rewrite_queries):
            return self._finder
        wordings = other_wordings(
            question,
            history,
            self.writer,
            self._gazetteer,
            several=len(read.parts) > 1,
            timeout_s=_REWRITING_SHARE * self.writer.timeout_s,
        )
        return self._finder.looking_up(wordings)

    def _refusal(self, question: Question, reach: Reach) -> str:
        """The sentence of a refusal that needs no search, or empty."""
        if not question.core.strip():
            return refuse_blank()
        reason = out_of_scope(question)
        if reason:
            return refuse_scope(question, reason)
        if reach.missing and not reach.targets:
            return refuse_places(reach.missing)
        return ""

    def _read(self, text: str) -> Question:
        return read_question(text, self.today, self._gazetteer)

    def _rewriting(self, draft: Draft, question: str, started: float) -> Rewriting:
        """The answer in the words of a model, where one is chosen and keeps to the clauses."""
        if self.writer is None:
            return None
        left = self.writer.timeout_s - (time.perf_counter() - started)
        return (yield from rewriting(draft, question, self.writer, self._gazetteer, timeout_s=left))

    def _standing(self, question: Question, draft: Draft, *, text: str) -> str:
        """Which of the compared places has more, where the told figures show it."""
        if not question.compare:
            return ""
        told: dict[str, str] = {}
        for sentence, candidate in draft.sentences:
            document = self.index.document(self.index.clauses[candidate.row])
            name = document.short or document.part
            told[name] = told.get(name, "") + sentence
        figures = [(name, figures_of(question.topic, said)) for name, said in told.items()]
        said = standing(side_by_side(figures))
        sources = [source_of(citation) for citation in draft.citations]
        wrong = said and verify(text + said, sources, gazetteer=self._gazetteer)
        return "" if wrong else said

    def _silent(self, question: Question, reach: Reach, draft: Draft) -> str:
        """Say which of several asked places the answer has nothing from."""
        if len(reach.targets) < 2:
            return ""
        cited = {citation.document.doc_id for citation in draft.citations}
        silent = [target.label for target in reach.targets if not cited & target.doc_ids]
        silent += [place.short for place in reach.missing]
        if question.place_scope == "parts" and len(silent) > _MOST_SILENT:
            return ""
        names = "、".join(silent[:_MOST_SILENT])
        if len(silent) > _MOST_SILENT:
            names += f"等{len(silent)}个地方"
        return fill_prompt("silent_places", places=names) if silent else ""

    def _dated(self, draft: Draft) -> list[tuple[str, Document]]:
        """Each sentence with its document."""
        return [(s, self.index.document(self.index.clauses[c.row])) for s, c in draft.sentences]

    def _with_documents(self, hits: Sequence[Hit]) -> list[tuple[Hit, Document]]:
        return [(hit, self.index.document(hit.clause)) for hit in hits]

    def _lost(self, reach: Reach) -> tuple[str, ...]:
        """Tables that the asked documents show only as pictures: where a fact may be."""
        ids = {doc_id for target in reach.targets for doc_id in target.doc_ids}
        return table_notices([self.index.documents[doc_id] for doc_id in sorted(ids)])


def _notices(citations: Sequence[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notice for c in citations for notice in c.notices))

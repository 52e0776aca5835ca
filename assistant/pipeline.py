"""The whole of this room in one class: a question becomes an answer with its clauses."""

import datetime as dt
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer import Answer
from assistant.check import checked
from assistant.citation import Citation
from assistant.compose import Draft, Finding
from assistant.evidence import Sentences
from assistant.followup import resolve
from assistant.judge import judge_row
from assistant.lacking import lacks_asked_fact
from assistant.look import Look, lean_on, look_up, ranked_hits
from assistant.notices import table_notices, year_notices
from assistant.prompt import fill_prompt
from assistant.question import Question, out_of_scope, read_question
from assistant.reach import Mask, Reach, find_reach
from assistant.refuse import refuse_blank, refuse_missing, refuse_places, refuse_scope
from assistant.search import search_clauses
from assistant.select import Taste, places_that_answer, select
from assistant.trees import load_trees
from assistant.writing.excerpt import gives_orders
from assistant.writing.rewrite import Rewritten, rewrite
from assistant.writing.writer import Writer
from index.clause_index import ClauseIndex
from index.hit import Hit
from index.places import load_gazetteer
from index.profile import Document
from index.thesaurus import load_thesaurus

N_HITS = 10
THRESHOLD, _COMPANION_SHARE = 0.2, 0.4
# A rule from above answers for a place only when it clearly speaks of the matter.
_ABOVE_FACTOR = 2.5
_LIMIT, _LONG_LIMIT, _COMPARE_LIMIT = 210, 380, 480
_OFFICE = re.compile(r"部门|单位|牵头|负责|主管|归谁|谁管")
_LONG_KINDS = {"list", "documents-needed"}


class Assistant:
    """Answers questions from one index."""

    def __init__(
        self,
        index: ClauseIndex,
        *,
        today: dt.date | None = None,
        threshold: float = THRESHOLD,
        writer: Writer | None = None,
    ) -> None:
        """Join an index to the trained models.

        Args:
            index: The clauses.
            today: What 今年 means, and which target years have passed; default the clock's day.
            threshold: Least chance for an answer; below it the question is refused.
            writer: A language model that words the answers; None for the clauses' own words.
        """
        self.index = index
        self.today = today or dt.date.today()
        self.threshold = threshold
        self.writer = writer
        self._gazetteer = load_gazetteer()
        self._thesaurus = load_thesaurus()
        self._evidence, self._answerable = load_trees("evidence"), load_trees("answerable")
        self._sentences = Sentences(index)
        self._taste = Taste()

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
        look = self._look(question, mask)
        return self._with_documents(ranked_hits(look, self.index)[:k])

    def ask(self, question: str, history: Sequence[Mapping[str, str]] = ()) -> Answer:
        """Answer one question, or say what the documents do not hold."""
        started = time.perf_counter()
        standalone = resolve(question, history, self._gazetteer) if history else question
        read = self._read(standalone)
        reach = find_reach(read, self.index, self._gazetteer)
        refusal = self._refusal(read, reach)
        reach, whole, findings = self._searched(read, reach, refused=bool(refusal))
        hits = self._with_documents(ranked_hits(whole, self.index)[:N_HITS])
        limit = _limit(read, findings)
        draft = checked(findings, self.index, limit, self._gazetteer) if findings else None
        if draft:
            rewritten = self._rewritten(draft, standalone)
            written = rewritten.shown if rewritten else draft.text
            text = written + self._silent(reach, draft)
            citations = tuple(c for c in draft.citations if f"[{c.marker}]" in text)
            notices = _notices(citations) + year_notices(self._dated(draft), self.today)
            notices += rewritten.notices if rewritten else ()
        else:
            rewritten, citations = None, ()
            text = refusal or refuse_missing(read)
            notices = self._lost(reach)
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
            seconds=time.perf_counter() - started,
        )

    def _searched(
        self, question: Question, reach: Reach, *, refused: bool
    ) -> tuple[Reach, Look, list[Finding]]:
        """Search what is near, and the rules from above where nothing near answers."""
        whole = self._look(question, reach.mask(self.index))
        if refused:
            return reach, whole, []
        findings = self._findings(question, reach, whole, self.threshold)
        wider = None if findings else reach.widened()
        if wider is None:
            return reach, whole, findings
        above = self._look(question, wider.mask(self.index))
        findings = self._findings(question, wider, above, self.threshold * _ABOVE_FACTOR)
        if findings or not whole.candidates:
            return wider, above, findings
        return reach, whole, []

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

    def _findings(
        self, question: Question, reach: Reach, whole: Look, threshold: float
    ) -> list[Finding]:
        """Evidence that is likely enough to answer, in the order of what was asked."""
        if len(reach.targets) > 1:
            found = self._compared(question, reach)
        elif len(question.parts) > 1:
            found = self._parts(question, reach, whole)
        elif reach.targets:
            found = [self._finding(whole, range(len(whole.candidates)), "")]
        else:
            groups = places_that_answer(whole, self.index, self._taste)
            found = [self._finding(whole, group, self._place(whole, group)) for group in groups]
        return _kept(found, threshold)

    def _compared(self, question: Question, reach: Reach) -> list[Finding | None]:
        """One finding for each named place."""
        found = []
        question = replace(question, wanted=_compared_kinds(question))
        for target in reach.targets:
            look = self._look(question, reach.mask(self.index, (target,)))
            found.append(self._finding(look, range(len(look.candidates)), target.label))
        return found

    def _parts(self, question: Question, reach: Reach, whole: Look) -> list[Finding | None]:
        """One finding for each part of a question with several."""
        mask = reach.mask(self.index)
        found = []
        for part in question.parts:
            look = lean_on(self._look(self._read(part), mask), whole)
            groups = (
                [range(len(look.candidates))]
                if reach.targets
                else places_that_answer(look, self.index, self._taste)[:1]
            )
            lead = "" if reach.targets or not groups else self._place(look, groups[0])
            found += [self._finding(look, group, lead) for group in groups]
        return found

    def _finding(self, look: Look, numbers: Sequence[int], lead: str) -> Finding | None:
        found = select(look, numbers, self.index, self._taste)
        # A clause that gives the assistant orders is no policy, whoever put it there.
        chosen = tuple(candidate for candidate in found if not gives_orders(candidate.text))
        if not chosen:
            return None
        if lacks_asked_fact(look.asked.question, chosen, self.index.clauses[chosen[0].row]):
            return None
        row = judge_row(look.asked, look.candidates, look.rows, look.chances, self.index)
        chance = float(self._answerable.chances(row[None, :])[0])
        return Finding(chosen, look.asked.terms, lead, look.asked.question.core, chance)

    def _place(self, look: Look, numbers: Sequence[int]) -> str:
        """Everyday name of the place that a group of candidates is about."""
        row = look.candidates[numbers[0]].row
        document = self.index.document(self.index.clauses[row])
        return document.short or document.part

    def _look(self, question: Question, mask: Mask) -> Look:
        return look_up(question, mask, self._sentences, self._thesaurus, self._evidence)

    def _read(self, text: str) -> Question:
        return read_question(text, self.today, self._gazetteer)

    def _rewritten(self, draft: Draft, question: str) -> Rewritten | None:
        """The answer in the words of a model, where one is chosen and keeps to the clauses."""
        return rewrite(draft, question, self.writer, self._gazetteer) if self.writer else None

    def _silent(self, reach: Reach, draft: Draft) -> str:
        """Say which of several asked places the answer has nothing from."""
        if len(reach.targets) < 2:
            return ""
        cited = {citation.document.doc_id for citation in draft.citations}
        silent = [target.label for target in reach.targets if not cited & target.doc_ids]
        silent += [place.short for place in reach.missing]
        return fill_prompt("silent_places", places="、".join(silent)) if silent else ""

    def _dated(self, draft: Draft) -> list[tuple[str, Document]]:
        """Each sentence with its document."""
        return [(s, self.index.document(self.index.clauses[c.row])) for s, c in draft.sentences]

    def _with_documents(self, hits: Sequence[Hit]) -> list[tuple[Hit, Document]]:
        return [(hit, self.index.document(hit.clause)) for hit in hits]

    def _lost(self, reach: Reach) -> tuple[str, ...]:
        """Tables that the asked documents show only as pictures: where a fact may be."""
        ids = {doc_id for target in reach.targets for doc_id in target.doc_ids}
        return table_notices([self.index.documents[doc_id] for doc_id in sorted(ids)])


def _kept(findings: Sequence[Finding | None], threshold: float) -> list[Finding]:
    """What is likely enough; beside a likely finding, less likely ones of the same question."""
    found = [finding for finding in findings if finding is not None]
    likely = any(finding.chance >= threshold for finding in found)
    least = threshold * (_COMPANION_SHARE if likely else 1.0)
    return [finding for finding in found if finding.chance >= least]


def _compared_kinds(question: Question) -> tuple[str, ...]:
    """What is wanted of each place: 谁更高 asks for a figure, not for an office."""
    kinds = tuple(kind for kind in question.wanted if kind != "compare")
    if _OFFICE.search(question.core):
        return kinds
    return tuple(kind for kind in kinds if kind != "department")


def _notices(citations: Sequence[Citation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notice for c in citations for notice in c.notices))


def _limit(question: Question, findings: Sequence[Finding]) -> int:
    if question.compare or len({finding.lead for finding in findings if finding.lead}) > 1:
        return _COMPARE_LIMIT
    if len(findings) > 1 or _LONG_KINDS & set(question.wanted):
        return _LONG_LIMIT
    return _LIMIT

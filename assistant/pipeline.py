"""The whole of this room in one class: a question becomes an answer with its clauses."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.compose import Finding, compose
from assistant.followup import resolve
from assistant.judge import judge_row
from assistant.look import Look, look_up, ranked_hits
from assistant.notices import table_notices, year_notices
from assistant.question import Question, out_of_scope, read_question
from assistant.reach import Reach, Target, find_reach
from assistant.refuse import refuse_blank, refuse_missing, refuse_places, refuse_scope
from assistant.search import search_clauses
from assistant.select import Taste, select
from assistant.trees import load_trees
from index.clause_index import ClauseIndex
from index.hit import Hit
from index.places import load_gazetteer
from index.profile import Document
from index.thesaurus import load_thesaurus

N_HITS = 10
_LIMIT, _LONG_LIMIT, _COMPARE_LIMIT = 210, 380, 480
_LONG_KINDS = {"list", "documents-needed"}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look up for an answer: a question, where, and the place to name."""

    question: Question
    targets: tuple[Target, ...]
    lead: str


class Assistant:
    """Answers questions from one index."""

    def __init__(
        self, index: ClauseIndex, *, today: dt.date | None = None, threshold: float = 0.5
    ) -> None:
        """Join an index to the trained models.

        Args:
            index: The clauses.
            today: What 今年 means, and which target years have passed; default the clock's day.
            threshold: Least chance for an answer; below it the question is refused.
        """
        self.index = index
        self.today = today or dt.date.today()
        self.threshold = threshold
        self._gazetteer = load_gazetteer()
        self._thesaurus = load_thesaurus()
        self._evidence, self._answerable = load_trees("evidence"), load_trees("answerable")
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
        question = read_question(words, self.today, self._gazetteer)
        mask = search_clauses(
            self.index, self._gazetteer, place=place, department=department, document=document
        )
        mask &= find_reach(question, self.index, self._gazetteer).mask(self.index)
        look = look_up(question, mask, self.index, self._thesaurus, self._evidence)
        return self._with_documents(ranked_hits(look, self.index)[:k])

    def ask(self, question: str, history: Sequence[Mapping[str, str]] = ()) -> Answer:
        """Answer one question, or say what the documents do not hold."""
        started = time.perf_counter()
        standalone = resolve(question, history, self._gazetteer) if history else question
        read = read_question(standalone, self.today, self._gazetteer)
        reach = find_reach(read, self.index, self._gazetteer)
        whole = look_up(
            read, reach.mask(self.index), self.index, self._thesaurus, self._evidence
        )
        refusal = self._refusal(read, reach)
        findings = [] if refusal else self._findings(read, reach, whole)
        hits = self._with_documents(ranked_hits(whole, self.index)[:N_HITS])
        base = {"question": question, "standalone": standalone, "hits": tuple(hits)}
        if not findings:
            text = refusal or refuse_missing(read)
            return Answer(
                **base, answered=False, text=text, citations=(), notices=self._lost(reach),
                seconds=time.perf_counter() - started,
            )  # fmt: skip
        text, citations, written = compose(findings, self.index, _limit(read, findings))
        notices = dict.fromkeys(notice for citation in citations for notice in citation.notices)
        return Answer(
            **base,
            answered=True,
            text=text,
            citations=citations,
            notices=(*notices, *year_notices(written, self.today)),
            confidence=min(finding.chance for finding in findings),
            seconds=time.perf_counter() - started,
        )

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

    def _findings(self, question: Question, reach: Reach, whole: Look) -> list[Finding]:
        """Evidence for each task that is likely enough to answer."""
        found: list[Finding] = []
        for task in self._tasks(question, reach):
            look = (
                whole
                if task.question is question and task.targets == reach.targets
                else look_up(
                    task.question,
                    reach.mask(self.index, task.targets),
                    self.index,
                    self._thesaurus,
                    self._evidence,
                )
            )
            finding = self._finding(task, look)
            if finding and finding.chance >= self.threshold:
                found.append(finding)
        return found

    def _tasks(self, question: Question, reach: Reach) -> list[Task]:
        if len(reach.targets) > 1:
            return [Task(question, (target,), target.label) for target in reach.targets]
        if len(question.parts) == 1:
            return [Task(question, reach.targets, "")]
        return [
            Task(read_question(part, self.today, self._gazetteer), reach.targets, "")
            for part in question.parts
        ]

    def _finding(self, task: Task, look: Look) -> Finding | None:
        chosen = select(look, self.index, self._taste)
        if not chosen:
            return None
        row = judge_row(look.asked, look.candidates, look.rows, look.chances, self.index)
        chance = float(self._answerable.chances(row[None, :])[0])
        lead = task.lead
        if not lead and not task.targets:
            lead = self.index.document(self.index.clauses[chosen[0].row]).short
        return Finding(chosen, look.asked.terms, lead, task.question.core, chance)

    def _with_documents(self, hits: Sequence[Hit]) -> list[tuple[Hit, Document]]:
        return [(hit, self.index.document(hit.clause)) for hit in hits]

    def _lost(self, reach: Reach) -> tuple[str, ...]:
        """Tables that the asked documents show only as pictures: where a fact may be."""
        ids = {doc_id for target in reach.targets for doc_id in target.doc_ids}
        return table_notices([self.index.documents[doc_id] for doc_id in sorted(ids)])


def _limit(question: Question, findings: Sequence[Finding]) -> int:
    if question.compare or len({finding.lead for finding in findings if finding.lead}) > 1:
        return _COMPARE_LIMIT
    if len(findings) > 1 or _LONG_KINDS & set(question.wanted):
        return _LONG_LIMIT
    return _LIMIT

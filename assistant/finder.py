"""From a question and its reach to the evidence for it: looked up, chosen and judged."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from assistant.compose import Finding
from assistant.evidence import Candidate, Sentences
from assistant.extent import compared_core, compared_kinds, likeliest_parts, likely_enough
from assistant.interaction import load_interaction
from assistant.judge import judge_row
from assistant.lacking import lacks_asked_fact
from assistant.look import Look, look_up
from assistant.pool import Pool, make_pool
from assistant.question import Question, read_question
from assistant.reach import Mask, Reach, Target
from assistant.retrieve import Fusion
from assistant.select import Taste, places_that_answer, select
from assistant.telling import telling_part
from assistant.trees import load_trees
from assistant.writing.excerpt import is_poisoned
from index.clause_index import ClauseIndex
from index.places import Gazetteer
from index.thesaurus import load_thesaurus

# A rule from above answers for a place only when it clearly speaks of the matter.
_ABOVE_FACTOR = 2.2
# A list is asked for, or how something goes: sentences are told whole.
_TOLD_WHOLE = {"list", "documents-needed", "how", "compare", "definition"}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question.

    Attributes:
        reach: The documents that were searched in the end.
        whole: The question looked up in them.
        findings: Evidence, in the order of what was asked; empty for a refusal.
    """

    reach: Reach
    whole: Look
    findings: tuple[Finding, ...]


class Finder:
    """Finds evidence in one index with the trained models."""

    def __init__(
        self,
        index: ClauseIndex,
        gazetteer: Gazetteer,
        *,
        today: date,
        threshold: float,
        fusion: Fusion | None = None,
    ) -> None:
        """Join an index to the models.

        Args:
            index: The clauses.
            gazetteer: Names of places, to read the parts of a question.
            today: What 今年 means.
            threshold: Least chance for an answer.
            fusion: How clauses are ranked.
        """
        self.index = index
        self.fusion = fusion or Fusion()
        self.threshold = threshold
        self._gazetteer = gazetteer
        self.today = today
        self._thesaurus = load_thesaurus()
        self._sentences = Sentences(index, load_interaction())
        self._taste = Taste()
        self._evidence = load_trees("evidence")
        self._companion = load_trees("companion")
        self._answerable = load_trees("answerable")

    def look(self, question: Question, mask: Mask) -> Look:
        """Look a question up in a part of the index."""
        return look_up(
            question, mask, self._sentences, self._thesaurus, self._evidence, self.fusion
        )

    def looking_up(self, wordings: Sequence[str]) -> "Finder":
        """This finder, looking up other wordings of the question too."""
        other = copy(self)
        other.fusion = replace(self.fusion, also=tuple(wordings))
        return other

    def find(self, question: Question, reach: Reach, whole: Look) -> Found:
        """Evidence from what is near, or from the rules above where nothing near answers.

        Args:
            question: The question.
            reach: The documents that it is about.
            whole: The question looked up in them.
        """
        findings = self._findings(question, reach, whole, self.threshold)
        wider = None if findings else reach.widened()
        if wider is None:
            return Found(reach, whole, tuple(findings))
        above = self.look(question, wider.mask(self.index))
        findings = self._findings(question, wider, above, self.threshold * _ABOVE_FACTOR)
        if findings or not whole.candidates:
            return Found(wider, above, tuple(findings))
        return Found(reach, whole, ())

    def _findings(
        self, question: Question, reach: Reach, whole: Look, threshold: float
    ) -> list[Finding]:
        """Evidence that is likely enough to answer."""
        if len(reach.targets) > 1:
            found = [self._of_target(question, reach, target) for target in reach.targets]
        elif reach.targets:
            pool = self._pool(question, reach.mask(self.index), whole)
            found = [self._finding(pool, range(len(pool.candidates)), "")]
        else:
            pool = self._pool(question, reach.mask(self.index), whole)
            groups = places_that_answer(pool, self.index, self._taste)
            found = [self._finding(pool, group, self._place(pool, group)) for group in groups]
        parts = question.place_scope == "parts"
        likely = likely_enough(found, threshold, named=bool(reach.targets) and not parts)
        return likeliest_parts(question, likely) if parts else likely

    def _of_target(self, question: Question, reach: Reach, target: Target) -> Finding | None:
        """Evidence for one of several asked places."""
        asked = replace(question, wanted=compared_kinds(question), core=compared_core(question))
        mask = reach.mask(self.index, (target,))
        pool = self._pool(asked, mask, self.look(asked, mask))
        return self._finding(pool, range(len(pool.candidates)), target.label)

    def _pool(self, question: Question, mask: Mask, whole: Look) -> Pool:
        """The whole question with each of its parts."""
        parts = question.parts if len(question.parts) > 1 else ()
        looks = [
            self.look(read_question(part, self.today, self._gazetteer), mask) for part in parts
        ]
        return make_pool(whole, looks)

    def _finding(self, pool: Pool, numbers: Sequence[int], lead: str) -> Finding | None:
        found = select(pool, numbers, self.index, self._companion, self._taste)
        # A clause that gives the assistant orders is no policy, whoever put it there.
        chosen = tuple(at for at in found if not self._is_poisoned(pool.candidates[at]))
        if not chosen:
            return None
        candidates = tuple(pool.candidates[at] for at in chosen)
        asked = pool.whole.asked
        clauses = [self.index.clauses[candidate.row] for candidate in candidates]
        if lacks_asked_fact(asked.question, candidates, clauses):
            return None
        chance = max(self._chance(look, pool, numbers, chosen) for look in pool.looks)
        whole = bool(_TOLD_WHOLE & set(asked.question.wanted)) or len(pool.parts) > 1
        if not whole:
            candidates = tuple(telling_part(c, asked, self._sentences) for c in candidates)
        return Finding(candidates, asked.terms, lead, asked.question.core, chance)

    def _chance(
        self, look: Look, pool: Pool, numbers: Sequence[int], chosen: Sequence[int]
    ) -> float:
        """Chance that the likeliest chosen sentence answers a question or a part of it."""
        places = {(c.row, c.start): at for at, c in enumerate(look.candidates)}
        own = [places.get((c.row, c.start)) for c in pool.candidates]
        known = [at for n in chosen if (at := own[n]) is not None]
        if not known:
            return 0.0
        best = min(known, key=lambda at: (-look.chances[at], at))
        among = [at for n in numbers if (at := own[n]) is not None]
        row = judge_row(look, among, best, self.index)
        return float(self._answerable.chances(row[None, :])[0])

    def _is_poisoned(self, candidate: Candidate) -> bool:
        return is_poisoned(candidate.text, self.index.clauses[candidate.row].reading)

    def _place(self, pool: Pool, numbers: Sequence[int]) -> str:
        """Everyday name of the place that a group of candidates is about."""
        row = pool.candidates[numbers[0]].row
        document = self.index.document(self.index.clauses[row])
        return document.short or document.part

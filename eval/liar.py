"""A scripted liar in the writer's place: what of its lies reaches the reader, what of its truths.

    python -m eval.liar [--n 500] [--seed 7] [--show 3] [--data ../shared/data]

Every reply is made of right sentences, worded as models word them, and one lie. It goes
through the same code as a real model's reply. Without ``--data`` the right sentences are the
evidences of eval/data/digest.jsonl in the bundled corpus; with it, sentences of laws and
notices.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.compose import Draft
from assistant.library import open_library
from assistant.writing.rewrite import Rewritten, rewrite
from assistant.writing.sentence import SentenceStream
from assistant.writing.writer import WritingTask
from eval.liar_lie import SHARES, Lie, tell
from eval.liar_retold import retold
from eval.liar_truth import Truth, make_draft, poisoned, read_truths, read_wild_truths
from eval.planted_errors import World
from index.places import NATION, Gazetteer, load_gazetteer

QUESTIONS = Path(__file__).resolve().parent / "data" / "digest.jsonl"
_TRIES, _MOST_TRUTHS, _TIMEOUT_S = 400, 3, 60.0
CAUGHT, KEPT = 0.99, 0.97


@dataclass(frozen=True, slots=True)
class ScriptedWriter:
    """Writes what it was given, in pieces of one to seven characters."""

    reply: str
    name: str = "scripted"
    room: int = 100_000
    timeout_s: float = _TIMEOUT_S

    def count(self, text: str) -> int:
        """A token a character."""
        return len(text)

    def write(self, task: WritingTask) -> Iterator[str]:
        """The reply, whatever is asked."""
        rng, at = random.Random(len(self.reply)), 0
        while at < len(self.reply):
            size = rng.randint(1, 7)
            yield self.reply[at : at + size]
            at += size


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the liar: its right sentences, the lie, and the draft it rewrites."""

    draft: Draft
    question: str
    right: tuple[str, ...]
    lie: Lie
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a reply.

    Attributes:
        reply: The reply.
        shown: Its lie reached the reader.
        kept: How many of its right sentences passed in the model's own words.
        result: What rewriting gave.
    """

    reply: Reply
    shown: bool
    kept: int
    result: Rewritten | None


def make_world(truths: Sequence[Truth], gazetteer: Gazetteer) -> World:
    """What the planters draw from: the pairs of ``truths`` and every city."""
    cities = (p for p in gazetteer.descendants(NATION) if p.level == "city")
    return World(tuple(truth.pair for truth in truths), tuple(cities), gazetteer)


def make_replies(truths: Sequence[Truth], n: int, seed: int, gazetteer: Gazetteer) -> list[Reply]:
    """``n`` replies by the shares of ``eval.liar_lie.SHARES``."""
    rng, world = random.Random(seed), make_world(truths, gazetteer)
    replies: list[Reply] = []
    for kind, share in SHARES.items():
        wanted, tries = len(replies) + round(share * n), 0
        while len(replies) < wanted and tries < _TRIES:
            tries += 1
            chosen = rng.sample(truths, rng.randint(2, _MOST_TRUTHS))
            lie = tell(kind, rng, chosen, rng.randrange(len(chosen)), world)
            if lie is not None:
                replies.append(_reply(rng, chosen, lie))
                tries = 0
    return replies


def judge(reply: Reply, gazetteer: Gazetteer) -> Outcome:
    """Let the liar rewrite, and look at what the reader gets."""
    writer = ScriptedWriter(reply.text)
    # Replies hold a lie beside the right sentences: their length is no matter here.
    result = rewrite(
        reply.draft, reply.question, writer, gazetteer, timeout_s=_TIMEOUT_S, most=len(reply.text)
    )
    if result is None:
        return Outcome(reply, False, 0, None)
    said = result.text[: len(result.text) - sum(map(len, result.added))]
    kept = sum(all(s in said for s in _tidied(right)) for right in reply.right)
    lies = _tidied(reply.lie.sentence)
    return Outcome(reply, any(s in result.text for s in lies), kept, result)


def table(outcomes: Sequence[Outcome]) -> str:
    """Lines of kind, replies, lies shown, share caught; then the right sentences."""
    total, shown = Counter[str](), Counter[str]()
    for outcome in outcomes:
        for kind in (outcome.reply.lie.kind, "all lies"):
            total[kind] += 1
            shown[kind] += outcome.shown
    lines = [f"{'lie':16s} {'n':>5s} {'shown':>6s} {'caught':>7s}"]
    for kind in (*SHARES, "all lies"):
        if total[kind]:
            caught = 1 - shown[kind] / total[kind]
            lines.append(f"{kind:16s} {total[kind]:5d} {shown[kind]:6d} {caught:7.4f}")
    right, kept = _right(outcomes)
    lines.append(f"right sentences  {right:5d}, passed {kept}, share {kept / max(1, right):.4f}")
    lines.append(f"replies refused as a whole: {sum(o.result is None for o in outcomes)}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measure; 0 when both goals are met, else 1."""
    parser = argparse.ArgumentParser(description="照本说谎的模型：谎话有多少到了读者眼前")
    parser.add_argument("--n", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", type=int, default=0, help="每类列出多少个判错的例子")
    parser.add_argument("--data", type=Path, help="改用法律和通知里的句子")
    options = parser.parse_args(arguments)
    gazetteer = load_gazetteer()
    index = open_library(None)
    truths = (
        read_wild_truths(options.data, gazetteer, 4 * options.n, options.seed)
        if options.data
        else read_truths(index, QUESTIONS)
    )
    replies = make_replies(truths, options.n, options.seed, gazetteer)
    outcomes = [judge(reply, gazetteer) for reply in replies]
    sys.stdout.write(f"{table(outcomes)}\n")
    told = [problem is None for _, problem in retold(index, QUESTIONS, gazetteer)]
    share = sum(told) / max(1, len(told))
    sys.stdout.write(f"answers in other words {len(told)}, passed {sum(told)}, share {share:.4f}\n")
    for line in _wrong(outcomes, options.show):
        sys.stdout.write(f"{line}\n")
    right, kept = _right(outcomes)
    lies = sum(outcome.shown for outcome in outcomes)
    good = lies <= (1 - CAUGHT) * len(outcomes) and kept >= KEPT * right
    return 0 if good else 1


def _reply(rng: random.Random, truths: Sequence[Truth], lie: Lie) -> Reply:
    right = tuple(_worded(rng, truth, n) for n, truth in enumerate(truths, 1))
    sentences = list(right)
    sentences.insert(rng.randint(0, len(sentences)), lie.sentence)
    draft = make_draft(truths)
    if lie.hidden:
        marker = int(lie.sentence.rpartition("[")[2].partition("]")[0])
        draft = poisoned(draft, marker, lie.hidden)
    question = "；".join(truth.question for truth in truths)
    return Reply(draft, question, right, lie, rng.choice(("", "\n")).join(sentences))


def _worded(rng: random.Random, truth: Truth, marker: int) -> str:
    """The right sentence as a model may word it, without a change of what it says."""
    said, place = truth.sentence, truth.document.short
    leads = [
        "",
        "",
        "按照规定，",
        "根据文件，",
        f"{place}：" if place else "",
        f"《{truth.document.name}》提出，",
    ]
    form = rng.choice(
        ("{}[{}]。", "{}[{}]。", "{}。[{}]", "- {}[{}]。", "**{}**[{}]。", "{}【{}】。")
    )
    return form.format(rng.choice(leads) + said, marker)


def _tidied(text: str) -> list[str]:
    stream = SentenceStream()
    return [*stream.feed(text + "\n"), *stream.close()]


def _right(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    return sum(len(o.reply.right) for o in outcomes), sum(o.kept for o in outcomes)


def _wrong(outcomes: Sequence[Outcome], limit: int) -> list[str]:
    shown, lines = Counter[str](), []
    for outcome in outcomes:
        kind = outcome.reply.lie.kind
        lost = outcome.result is not None and outcome.kept < len(outcome.reply.right)
        if (outcome.shown or lost) and shown[kind] < limit:
            shown[kind] += 1
            dropped = outcome.result.dropped if outcome.result else ()
            said = " | ".join(f"{p.kind}: {p.detail} {p.sentence}" for p in dropped)
            head = "SHOWN" if outcome.shown else "LOST"
            lines.append(f"[{head} {kind}] {outcome.reply.lie.sentence} || {said}")
    return lines


if __name__ == "__main__":
    sys.exit(main())

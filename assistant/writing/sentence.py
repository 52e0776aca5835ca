"""A model's reply, cut into sentences while it streams.

A sentence is given out once its end mark and the markers after it are complete. Decoration
of Markdown goes, markers get one form, and what stands between <think> and </think> is lost.
"""

import re
from collections.abc import Iterator

from assistant.checking.claim import split_sentences

_END, _OPEN, _CLOSE = "。！？!?", "“「『《〈（(", "”」』》〉）)"
_AFTER = re.compile(r"(?:\s*[\[［【]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]］】])*")
_LOOSE = re.compile(r"[\[［【]\s*(?:资料|条款)?\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]］】]")
_BULLET = re.compile(r"^\s*(?:[-*•·>#]+\s+|\d{1,2}[.)、]\s*(?!\d)|(?:回答|答)[:：]\s*)*")
_DECORATION = re.compile(r"\*\*|__|`+")
_THOUGHT = re.compile(r"<think>.*?</think>", re.S)
_THINK = "<think>"


class SentenceStream:
    """Cuts pieces of text into sentences."""

    def __init__(self) -> None:
        self._left = ""

    def feed(self, piece: str) -> list[str]:
        """Take a piece and give the sentences that are now complete."""
        self._left = _THOUGHT.sub("", self._left + piece)
        found = []
        while (end := _complete(self._left)) is not None:
            found.append(self._left[:end])
            self._left = self._left[end:]
        return [made for sentence in found if (made := tidy(sentence))]

    def close(self) -> list[str]:
        """The rest; a last sentence without end mark or marker was cut off and is left out."""
        rest, self._left = self._left.partition(_THINK)[0], ""
        sentences = [made for s in split_sentences(rest) if (made := tidy(s))]
        if sentences and not re.search(rf"(?:[{_END}]|\])$", sentences[-1]):
            sentences.pop()
        return sentences


def tidy(sentence: str) -> str:
    """A sentence without decoration, its markers as ``[n]`` before the end mark.

    Empty when there is no word in it.
    """
    plain = _BULLET.sub("", _DECORATION.sub("", sentence.strip()))
    plain = _LOOSE.sub(lambda m: "".join(f"[{int(n)}]" for n in re.findall(r"\d+", m[1])), plain)
    if not re.search(r"\w", re.sub(r"\[\d+\]", "", plain)):
        return ""
    return re.sub(rf"([{_END}])((?:\s*\[\d+\])+)$", _marker_first, plain.strip())


def _marker_first(match: re.Match[str]) -> str:
    """…。[1] becomes …[1]。 as in the project's own answers."""
    return "".join(match[2].split()) + match[1]


def _complete(text: str) -> int | None:
    """Where the first sentence ends, None while it may still grow."""
    if text.lstrip().startswith(_THINK):
        return None
    depth = 0
    for at, char in _signs(text):
        if char == "\n":
            return at + 1
        depth = max(0, depth + (char in _OPEN) - (char in _CLOSE))
        if char in _END and depth == 0:
            tail = _AFTER.match(text, at + 1)
            end = tail.end() if tail else at + 1
            rest = text[end:].lstrip(" ")
            return end if rest and rest[0] not in "[［【" + _CLOSE else None
    return None


def _signs(text: str) -> Iterator[tuple[int, str]]:
    for at, char in enumerate(text):
        if char in "\n" or char in _END or char in _OPEN or char in _CLOSE:
            yield at, char

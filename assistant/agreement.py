"""Whether a figure of a sentence agrees with one that the question gives."""

from collections.abc import Callable, Sequence

from index.quantity import Quantity


def share_met(
    asked: Sequence[Quantity],
    figures: Sequence[Quantity],
    meets: Callable[[Quantity, Quantity], bool],
) -> float:
    """Share of the question's figures that a figure of the sentence meets; 0 without any."""
    met = sum(any(meets(one, figure) for figure in figures) for one in asked)
    return met / len(asked) if asked else 0.0


def same(asked: Quantity, figure: Quantity) -> bool:
    """Two years old are met by two years, and by two to three."""
    high = figure.high if figure.high is not None else figure.value
    return asked.unit in {"", figure.unit} and figure.value <= asked.value <= high


def within(asked: Quantity, figure: Quantity) -> bool:
    """Eighty-two years old are within eighty and above."""
    if same(asked, figure):
        return True
    if asked.unit != figure.unit:
        return False
    if figure.bound in {">=", ">"}:
        return asked.value >= figure.value
    return figure.bound in {"<=", "<"} and asked.value <= figure.value

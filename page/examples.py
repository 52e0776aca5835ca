"""Questions to start with: of each topic the first that the documents at hand answer.

An example that ends in a refusal would teach people that asking is in vain.
"""

import time
from collections.abc import Callable, Iterable

from assistant.answer import Answer
from page.markup import escape

Example = tuple[str, str]
# Topics with questions on them, none of which names a place or a document.
TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("津贴补贴", ("高龄老人有哪些津贴和补贴？", "高龄津贴怎么发？", "经济困难老人有什么补贴？")),
    ("住养老院", ("公办养老院优先收哪些老人？", "谁优先住公办养老院？", "住养老院有什么规定？")),
    ("吃饭送餐", ("老人吃饭送餐有什么服务？", "老年助餐有什么规定？", "老年食堂怎么建？")),
    ("看病护理", ("失能老人的护理怎么安排？", "长期护理保险怎么做？", "认知障碍老人有什么照护？",
                "家庭医生签约有什么要求？")),
    ("家里改造", ("困难老人家里适老化改造有什么补助？", "适老化改造有什么安排？",
                "适老化改造多少户？")),
    ("托育", ("托育机构有什么补助？", "托育服务有什么目标？", "每千人口有多少托位？")),
)  # fmt: skip
_BUDGET_S = 5.0


def choose_examples(
    ask: Callable[[str], Answer], clock: Callable[[], float] = time.monotonic
) -> tuple[Example, ...]:
    """The answered examples; where there is none, every topic with its first question."""
    first = tuple((topic, questions[0]) for topic, questions in TOPICS)
    return answered_examples(ask, clock) or first


def answered_examples(
    ask: Callable[[str], Answer], clock: Callable[[], float] = time.monotonic
) -> tuple[Example, ...]:
    """Topics with the first of their questions that is answered, in the order of TOPICS.

    A topic without an answered question is left out; when the time is up, the rest of the
    topics come with their first question.

    Args:
        ask: Answers a question.
        clock: Seconds; a large collection must not delay the start.
    """
    until = clock() + _BUDGET_S
    chosen = []
    for topic, questions in TOPICS:
        if clock() > until:
            chosen.append((topic, questions[0]))
            continue
        answered = (question for question in questions if ask(question).answered)
        found = next(answered, None)
        chosen += [(topic, found)] if found else []
    return tuple(chosen)


def examples_html(examples: Iterable[Example]) -> str:
    """Questions to start with, as buttons; nothing where there are none."""
    buttons = "".join(
        f'<button type="button" class="example" data-ask="{escape(question)}">'
        f"<b>{escape(topic)}</b><span>{escape(question)}</span></button>"
        for topic, question in examples
    )
    if not buttons:
        return ""
    return (
        '<section aria-labelledby="examples-title">'
        '<h2 id="examples-title" class="small-title">不知道怎么问？点一个试试</h2>'
        f'<div class="examples">{buttons}</div></section>'
    )

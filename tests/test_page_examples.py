"""Examples are questions that are answered."""

from types import SimpleNamespace

from page.examples import TOPICS, choose_examples

FIRST = tuple((topic, questions[0]) for topic, questions in TOPICS)


def asking(answered):
    return lambda question: SimpleNamespace(answered=answered(question))


def test_the_first_answered_question_of_each_topic_is_taken():
    last = {questions[-1] for _, questions in TOPICS}
    chosen = choose_examples(asking(lambda question: question in last))
    assert chosen == tuple((topic, questions[-1]) for topic, questions in TOPICS)
    assert choose_examples(asking(lambda question: True)) == FIRST


def test_a_topic_without_an_answer_is_left_out():
    only = TOPICS[1][1][1]
    assert choose_examples(asking(lambda question: question == only)) == ((TOPICS[1][0], only),)


def test_there_are_always_examples():
    assert choose_examples(asking(lambda question: False)) == FIRST


def test_a_slow_collection_does_not_delay_the_start():
    seconds = iter([0.0, 1.0, *[99.0] * 10])
    asked = []

    def ask(question):
        asked.append(question)
        return SimpleNamespace(answered=False)

    assert choose_examples(ask, lambda: next(seconds)) == FIRST[1:]
    assert asked == list(TOPICS[0][1])

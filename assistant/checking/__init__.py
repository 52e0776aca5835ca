"""Does every sentence of an answer agree with what it cites?

    claims of a sentence -> figures, years, places, departments, negation -> Problem

The room in one function: ``checking/verify.py``; the gate that the pipeline calls is
``assistant/check.py``.
"""

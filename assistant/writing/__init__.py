"""Language models that choose words, never facts.

    draft -> WritingTask -> writer -> SentenceStream -> Gate -> Rewritten

The room in one function: ``writing/rewrite.py``.
"""

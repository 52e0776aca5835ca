"""Errors of the assistant room; the root and the whole tree are in index/errors.py.

* AssistantError
  x QuestionError
  x PromptError
  x WriterError
  x RerankerError
"""

from index.errors import PolicyAssistantError


class AssistantError(PolicyAssistantError):
    """A question could not be carried through to an answer."""


class QuestionError(AssistantError):
    """A question, a history or a file of questions has the wrong form."""


class PromptError(AssistantError):
    """A prompt file is missing, or its variables are not those it was given."""


class WriterError(AssistantError):
    """A language model cannot be opened or reached, or broke off; the extractive answer stays."""


class RerankerError(AssistantError):
    """A model for re-ranking cannot be opened, or gives no usable scores."""

"""Errors of the eval room; the whole tree is drawn in index/errors.py.

* PolicyAssistantError
  x DatasetError
"""

from index.errors import PolicyAssistantError


class DatasetError(PolicyAssistantError):
    """A question set, or a law file that it points into, cannot be used."""

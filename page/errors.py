"""Errors of the page; the root and the whole tree are in index/errors.py.

* PageError
  x RequestError
  x ServerError
"""

from index.errors import PolicyAssistantError


class PageError(PolicyAssistantError):
    """The page could not do what was asked of it."""


class RequestError(PageError):
    """A program's or a browser's request has the wrong form."""


class ServerError(PageError):
    """The server cannot start."""

"""Errors of the index room, under the root that all rooms share.

* PolicyAssistantError
  x DocumentError
    - CorpusNotFoundError
    - UnsupportedFormatError
    - UnreadableDocumentError
    - EmptyDocumentError
  x EncoderError
  x StoreError
    - StoreNotFoundError
    - StoreMismatchError
    - StoreDamagedError
  x AssistantError              see assistant/errors.py
  x DatasetError                see eval/errors.py
  x PageError                   see page/errors.py

Messages are one Chinese sentence for the user: what, where, and the cure. A
wrong argument is not in this tree: it is a ValueError or a TypeError. The tree
is for what the world can do to a correct program.
"""


class PolicyAssistantError(Exception):
    """Root of every error this project raises on purpose."""


class DocumentError(PolicyAssistantError):
    """A source file cannot become a Document."""


class CorpusNotFoundError(DocumentError):
    """The corpus folder does not exist or holds no readable file."""


class UnsupportedFormatError(DocumentError):
    """The file's suffix is not one that the reader knows."""


class UnreadableDocumentError(DocumentError):
    """The file's bytes are not text in a known encoding."""


class EmptyDocumentError(DocumentError):
    """The file holds no text."""


class EncoderError(PolicyAssistantError):
    """The encoder cannot be loaded, or gives vectors of an unexpected shape."""


class StoreError(PolicyAssistantError):
    """A saved index cannot be used."""


class StoreNotFoundError(StoreError):
    """The folder holds no saved index."""


class StoreMismatchError(StoreError):
    """The index was built by another encoder or another version of the layout."""


class StoreDamagedError(StoreError):
    """A file of the index does not have the bytes that were written."""

"""Settings that are fixed when an index is built and saved inside it."""

from dataclasses import dataclass, field

from index.edition import edition


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexConfig:
    """How documents become vectors and terms; part of the index's identity.

    Attributes:
        encoder: Name or path of the sentence encoder.
        max_chars: Longest passage, in characters of a clause's reading.
        edition: Of the program that cuts the clauses.
    """

    encoder: str = "built-in"
    max_chars: int = 400
    edition: str = field(default_factory=edition)

    def __post_init__(self) -> None:
        """Refuse settings that cannot work."""
        if self.max_chars < 1:
            raise ValueError(f"max_chars must be at least 1, got {self.max_chars}")

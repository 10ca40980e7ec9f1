"""The exceptions of reading: one tree. An error names the document, the place and what to do."""

from __future__ import annotations


class DocumentError(Exception):
    """A document that cannot be read; str() is one line for people."""

    def __init__(self, what: str, *, place: str | None = None, advice: str = "") -> None:
        super().__init__(what)
        self.what, self.place, self.advice = what, place, advice

    def __str__(self) -> str:
        return " ".join(
            x
            for x in (self.what, f"({self.place})" if self.place else "", f"→ {self.advice}" if self.advice else "")
            if x
        )


class EmptyDocument(DocumentError):
    """No bytes, or no text in them."""


class NotText(DocumentError):
    """Bytes of a format that holds no readable text (a picture, an archive, a scanned PDF)."""


class BrokenEncoding(DocumentError):
    """Text whose bytes do not decode; the place is the byte offset and line."""


class NoTasks(DocumentError):
    """Text in which neither a task nor a section with a figure was found."""


class TooLarge(DocumentError):
    """Beyond the limits of documents.limits: refused before it costs memory or time."""

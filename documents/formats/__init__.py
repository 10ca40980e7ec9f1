"""From bytes to kept text with structure: which format it is, and who reads it.

Belongs here: telling formats apart (by the bytes, then by the media type and name). Does not belong here: how a format is read.
"""

from __future__ import annotations

from documents.errors import EmptyDocument, NotText
from documents.formats import html, pipes
from documents.formats.archive import open_archive
from documents.formats.content import Content
from documents.formats.text import decode
from documents.limits import check_bytes, check_characters, check_digits
from documents.reading import KnownFacts

_PICTURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"RIFF", "a RIFF file (WebP picture, sound or film)"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (DOC, XLS)"),
    (b"\x7fELF", "a program"),
)


def extract(data: bytes, known: KnownFacts) -> Content:
    """The kept text of one document. Raises DocumentError subclasses."""
    check_bytes(len(data))
    if not data.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe\0"):
        raise EmptyDocument("the file is empty", advice="fetch or save it again")
    content = _read(data, known)
    check_characters(len(content.text))
    check_digits(content.text)
    if not content.text.strip():
        raise EmptyDocument("the document holds no text", advice="fetch or save it again")
    return content


def _read(data: bytes, known: KnownFacts) -> Content:
    for magic, name in _PICTURES:
        if data.startswith(magic) and not (magic == b"BM" and b"\0" not in data[:64]):
            raise NotText(
                f"the file is {name}, not text",
                place="byte 0",
                advice="give the document as text, HTML, DOCX, XLSX or PDF",
            )
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    if b"%PDF-" in data[:1024]:
        from documents.formats import pdf

        return pdf.read(data)
    if b"<" in data[:4096] and (html.declared(data) or _named(known, "html", ".html", ".htm", ".shtml", ".xhtml")):
        text = html.to_text(data)
    else:
        text = decode(data)
    if html.looks_like(text):
        return html.read(text, known)
    return pipes.read(text)


def _office(data: bytes) -> Content:
    """DOCX or XLSX, told by the parts of the archive. Their libraries are loaded only when one arrives."""
    names = open_archive(data, "Office").namelist()
    if any(name.startswith("word/") for name in names):
        from documents.formats import docx

        return docx.read(data)
    if any(name.startswith("xl/") for name in names):
        from documents.formats import xlsx

        return xlsx.read(data)
    raise NotText("the file is an archive, not a document", advice="unpack it and give the documents inside")


def _named(known: KnownFacts, media: str, *endings: str) -> bool:
    return media in (known.media_type or "") or (known.file_name or "").lower().endswith(endings)

"""Plain text: from bytes to characters.

Belongs here: encodings, and telling text from what is none. Does not belong here: tables or layouts within the text.
"""

from __future__ import annotations

import codecs
import re

from documents.errors import BrokenEncoding, NotText

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOISE = re.compile("[\x00-\x08\x0b\x0e-\x1f�]")
#: How many characters are looked at to judge an encoding.
_SAMPLE = 200_000


def decode(data: bytes) -> str:
    """The characters of a text file, line ends as they are. Raises NotText, BrokenEncoding."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, len(bom))
    wide = _wide_without_mark(data)
    if wide:
        return _strict(data, wide, 0)
    if b"\0" in data:
        at = data.index(b"\0")
        raise NotText(
            "the file holds binary data, not text",
            place=f"byte {at}",
            advice="give the document itself, as text, HTML, DOCX, XLSX or PDF",
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _older_encoding(data, error)
    _refuse_noise(text)
    return text


def _strict(data: bytes, encoding: str, offset: int) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _broken(data, encoding, error.start + offset, data[: error.start].count(b"\n") + 1) from None
    if "\0" in text:
        raise NotText("the file holds binary data, not text", place=f"character {text.index(chr(0))}")
    return text


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every second byte of its line feeds, spaces and digits is zero."""
    head = data[:4096]
    if len(data) % 2 or head.count(0) < max(2, len(head) // 200):
        return None
    for encoding, feed in (("utf-16-le", b"\n\0"), ("utf-16-be", b"\0\n")):
        if feed in head:
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            if _share_of_chinese(text[:_SAMPLE]) > 0.2:
                return encoding
    return None


def _older_encoding(data: bytes, error: UnicodeDecodeError) -> str:
    """GB 18030 or Big5, where the whole text decodes and looks like Chinese; otherwise the UTF-8 is broken."""
    # Mostly sound UTF-8 with a few bad bytes is a damaged file, not another encoding: GB 18030 would decode nearly any bytes into nonsense.
    if not _mostly_utf8(data):
        best = max(
            (_candidate(data, encoding) for encoding in ("gb18030", "big5", "big5hkscs")), key=lambda pair: pair[0]
        )
        if best[0] > 0.5:
            return best[1]
        guessed = _guessed(data)
        if guessed is not None:
            return guessed
    if _share_of_controls(data[:_SAMPLE]) > 0.05:
        raise NotText(
            "the file holds binary data, not text",
            place=f"byte {error.start}",
            advice="give the document itself, not a picture or an archive",
        )
    raise _broken(data, "UTF-8", error.start, data[: error.start].count(b"\n") + 1)


def _broken(data: bytes, encoding: str, at: int, line: int) -> BrokenEncoding:
    return BrokenEncoding(
        f"the text is no sound {encoding}: byte 0x{data[at] if at < len(data) else 0:02X} does not belong there",
        place=f"byte {at}, line {line}",
        advice="fetch or save the document again, as UTF-8",
    )


def _mostly_utf8(data: bytes) -> bool:
    """Whether nearly all characters beyond ASCII are sound UTF-8."""
    text = data[: 4 * _SAMPLE].decode("utf-8", errors="replace")
    bad = text.count("�")
    good = sum(1 for char in text if char > "\x7f") - bad
    return good > 4 * bad


def _candidate(data: bytes, encoding: str) -> tuple[float, str]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0, ""
    return _share_of_common(text[:_SAMPLE]), text


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 4 * _SAMPLE]).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return None
    share, text = _candidate(data, best.encoding)
    return text if share > 0.5 else None


def _share_of_common(text: str) -> float:
    """How much of the text beyond ASCII is everyday Chinese: wrong decodings give rare characters."""
    from documents.normal import normalise

    beyond = [char for char in text if char > "\x7f" and not char.isspace()]
    if not beyond:
        return 0.0
    common = 0
    for char in normalise("".join(beyond)):
        try:
            code = char.encode("gb2312")
        except UnicodeEncodeError:
            continue
        # Level 1 of GB 2312 (rows 16 to 55) holds the 3,755 most frequent characters; rows 1 to 3 the punctuation and digits.
        common += len(code) == 1 or 0xB0 <= code[0] <= 0xD7 or code[0] <= 0xA3
    return common / len(beyond)


def _share_of_chinese(text: str) -> float:
    return sum("一" <= char <= "鿿" for char in text) / max(1, len(text))


def _share_of_controls(data: bytes) -> float:
    return sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in data) / max(1, len(data))


def _refuse_noise(text: str) -> None:
    sample = text[:_SAMPLE]
    controls = len(_NOISE.findall(sample))
    if controls > 0.05 * len(sample):
        raise NotText(
            "the file holds binary data, not text", advice="give the document itself, as text, HTML, DOCX, XLSX or PDF"
        )

"""Bytes to characters: every encoding a publisher uses, and a clear word on what is no text."""

from __future__ import annotations

import codecs

import pytest

from documents.errors import BrokenEncoding, EmptyDocument, NotText, TooLarge
from documents.formats import extract
from documents.formats.text import decode
from documents.limits import MAX_BYTES
from documents.reading import KnownFacts

KNOWN = KnownFacts("test")
TEXT = "一、全年新建公园３座。\r\n市园林局已经完成，投资1.2亿元。\n" * 4
TRADITIONAL = "全年新建公園三座，投資經費由市政府編列預算。\n" * 6


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_simplified_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_utf16_with_a_mark_of_either_order() -> None:
    assert decode(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == TEXT
    assert decode(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")) == TEXT


def test_big5() -> None:
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


def test_line_ends_are_kept() -> None:
    assert extract(TEXT.encode(), KNOWN).text == TEXT


def test_broken_utf8_names_byte_and_line() -> None:
    good = "第一行\n第二行\n".encode()
    with pytest.raises(BrokenEncoding) as caught:
        decode(good + b"\xe5\x85" + "第三行，后面还有很多正常的文字。\n".encode() * 5)
    assert caught.value.place == f"byte {len(good)}, line 3"


@pytest.mark.parametrize("data", [b"", b"  \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", "　\u00a0\n".encode()])
def test_nothing_is_an_empty_document(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        extract(data, KNOWN)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "JPEG picture"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "old Office file"),
        (b"some text\0\0\0and binary\x01\x02" * 50, "binary data"),
        (bytes((i * 37 + 11) % 256 or 1 for i in range(4096)), "binary data"),
    ],
)
def test_what_is_no_text_is_said(data: bytes, says: str) -> None:
    with pytest.raises(NotText, match=says):
        extract(data, KnownFacts("test", file_name="report.txt"))


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(TooLarge, match="bytes"):
        extract(b"1" * (MAX_BYTES + 1), KNOWN)

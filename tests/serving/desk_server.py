"""A desk on a free port of this machine, for the tests of the desk.

Belongs here: a home with the small warehouse published, the server in a thread. Does not belong here: assertions.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from selectolax.lexbor import LexborHTMLParser

from serving.desk import app
from serving.desk.guard import Guard
from warehouse.catalogue import Catalogue
from warehouse.home import Home


@dataclass(frozen=True)
class Running:
    """A desk that is served."""

    address: str
    home: Home
    catalogue: Catalogue

    def client(self) -> httpx.Client:
        """A visitor with cookies of their own, who says where forms come from as browsers do."""
        return httpx.Client(base_url=self.address, headers={"Origin": self.address}, trust_env=False)


@contextmanager
def running(folder: Path, warehouse: Path, *, token: str | None = None) -> Iterator[Running]:
    """Serve a desk whose published warehouse is a copy of `warehouse`."""
    home = Home.at(folder / "home").make()
    shutil.copyfile(warehouse, home.current)
    listening = socket.create_server(("127.0.0.1", 0))
    with Catalogue(home.catalogue_url) as catalogue:
        desk = app.create(home, catalogue, Guard.at("127.0.0.1", token))
        server = uvicorn.Server(uvicorn.Config(desk, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive(), "the desk did not start"
                time.sleep(0.01)
            yield Running(f"http://127.0.0.1:{listening.getsockname()[1]}", home, catalogue)
        finally:
            server.should_exit = True
            thread.join(10)


def form(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    fields = LexborHTMLParser(page.text).css("form.decision input[type=hidden]")
    return {str(field.attributes["name"]): str(field.attributes.get("value") or "") for field in fields}

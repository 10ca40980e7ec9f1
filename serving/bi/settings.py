"""Where the dashboards live and what they read: places, secrets, the address of the warehouse, the port.

Belongs here: settings and what is wrong with them. Does not belong here: installing, preparing, starting.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from serving.bi.errors import BiError
from warehouse.home import Home

FIRST_PORT = 8088
_PORTS_TRIED = 20
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Settings:
    """`folder` holds Superset's own database and secrets, `environment` its packages; `uri` is the warehouse as
    SQLAlchemy 1.4 names it."""

    folder: Path
    environment: Path
    uri: str
    port: int

    @property
    def python(self) -> Path:
        """The interpreter of Superset's environment."""
        return self.environment / "bin" / "python"


def settings(environment: Mapping[str, str] | None = None) -> Settings:
    """From DUBAN_HOME, DUBAN_BI_URL (PostgreSQL instead of the warehouse file), DUBAN_BI_PORT (default 8088) and
    DUBAN_BI_ENVIRONMENT (default var/superset-venv of the checkout, so that several homes share it).

    Raises BiError when there is no warehouse or a value is not in its form.
    """
    known = os.environ if environment is None else environment
    home = Home.from_environment(known)
    venv = Path(known.get("DUBAN_BI_ENVIRONMENT") or PROJECT / "var" / "superset-venv").expanduser().absolute()
    return Settings(home.root / "superset", venv, warehouse_uri(home, known), _port(known.get("DUBAN_BI_PORT") or ""))


def warehouse_uri(home: Home, known: Mapping[str, str]) -> str:
    """The address that Superset connects to: the published file, reading only, or DUBAN_BI_URL."""
    url = known.get("DUBAN_BI_URL") or ""
    if url:
        return _postgres_uri(url)
    if not home.current.is_file():
        raise BiError(
            f"{home.current}: no warehouse is published yet. Publish one first: make run "
            "(or set DUBAN_HOME to where one is, or DUBAN_BI_URL to a PostgreSQL). 还没有已发布的数据，请先运行 make run。"
        )
    # Not even through SQL Lab may the machine's other files be read, nor an extension be loaded.
    return (
        f"duckdb:///{quote(str(home.current))}"
        "?access_mode=READ_ONLY&enable_external_access=false&autoinstall_known_extensions=false"
    )


def _postgres_uri(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.partition("+")[0] not in ("postgresql", "postgres"):
        raise BiError(
            f"DUBAN_BI_URL: {scheme or url!r} is no PostgreSQL address. It looks like "
            "postgresql://reader:password@host:5432/duban"
        )
    return f"postgresql+psycopg2://{rest}"


def _port(told: str) -> int:
    if told and (not told.isdecimal() or not 0 < int(told) < 65536):
        raise BiError(f"DUBAN_BI_PORT: {told!r} is no port; give a number from 1 to 65535")
    return int(told) if told else FIRST_PORT


def free_port(first: int) -> int:
    """`first` or the next port after it that nobody listens on at 127.0.0.1. Raises BiError when twenty are taken."""
    for port in range(first, min(first + _PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise BiError(f"ports {first} to {first + _PORTS_TRIED - 1} are all taken: set DUBAN_BI_PORT to another", code=3)


def secret(folder: Path, name: str, length: int) -> str:
    """A secret that is made once and kept in `folder`, readable by its owner only. Raises BiError where it cannot be."""
    place = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if not place.exists():
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(secrets.token_urlsafe(length) + "\n")
        place.chmod(0o600)
        return place.read_text("utf-8").strip()
    except OSError as fault:
        raise BiError(
            f"{place}: cannot keep a secret here ({fault.strerror}); set DUBAN_HOME to a folder of yours", code=3
        ) from fault

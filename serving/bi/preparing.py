"""Make Superset ready: its environment, its database, the bundle; each only when something has changed since.

Belongs here: what must be there before the server starts. Does not belong here: starting it (__main__.py), what happens
inside Superset's environment (inside/prepare.py).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy

from serving.bi import bundle
from serving.bi.errors import BiError
from serving.bi.settings import Settings, secret
from serving.bi.vocabulary import ROOM

LOCK = ROOM / "requirements.lock"
INSIDE = ROOM / "inside"
#: Pythons that Superset 6.1 and its pinned numpy have wheels for.
_PYTHONS = ">=3.11,<3.13"
_LAST_LINES = 15
Tell = Callable[[str], None]


def install(settings: Settings, tell: Tell) -> None:
    """Superset's environment with the locked packages. Raises BiError when it cannot be made."""
    ready = settings.environment / ".ready"
    wanted = _hash(LOCK.read_text("utf-8"))
    if settings.python.exists() and ready.is_file() and ready.read_text("utf-8") == wanted:
        return
    tell(f"正在安装 Superset（一次，约一分钟） · Installing Superset in {settings.environment} (once; about a minute)")
    uv = _uv()
    quiet = {**os.environ, "UV_COMPILE_BYTECODE": "1"}
    python = str(settings.environment)
    _do([uv, "venv", "--quiet", "--clear", "--no-python-downloads", "--python", _interpreter(), python], quiet)
    _do([uv, "pip", "sync", "--quiet", "--python", str(settings.python), str(LOCK)], quiet)
    ready.write_text(wanted, "utf-8")


def check_warehouse(uri: str) -> None:
    """Every column that a chart asks for is there. Raises BiError that names what is missing and the repair."""
    ours = uri.replace("postgresql+psycopg2://", "postgresql+psycopg://")
    engine = sqlalchemy.create_engine(ours, poolclass=sqlalchemy.pool.NullPool)
    shown = engine.url.render_as_string(hide_password=True)
    query = "select table_name, column_name from information_schema.columns where table_schema = 'bi'"
    try:
        with engine.connect() as connection:
            there = {tuple(row) for row in connection.execute(sqlalchemy.text(query))}
    except sqlalchemy.exc.SQLAlchemyError as fault:
        raise BiError(f"{shown}: cannot read the warehouse: {_first_line(fault)}", code=3) from fault
    finally:
        engine.dispose()
    if missing := sorted(bundle.required_columns(bundle.read()) - there):
        told = ", ".join(f"bi.{view}.{column}" for view, column in missing[:5])
        raise BiError(
            f"{shown}: {len(missing)} columns of the dashboards are not there ({told}). The release is older than this "
            "program, or its reader may not see the schema bi: publish anew (make run) or grant the right."
        )


def prepare(settings: Settings, tell: Tell) -> str:
    """Superset's database, the one who logs in and the bundle; what is up to date is left alone, so that changes which
    people made in Superset stay until the bundle changes. Returns the password."""
    password = secret(settings.folder, "admin_password", 12)
    secret(settings.folder, "secret_key", 48)
    files = bundle.read()
    state = {
        "database": _hash(LOCK.read_text("utf-8")),
        "person": _hash(password),
        "bundle": _hash(json.dumps([files, settings.uri], sort_keys=True)),
    }
    kept = settings.folder / "prepared.json"
    known = (
        json.loads(kept.read_text("utf-8")) if kept.is_file() and (settings.folder / "superset.db").is_file() else {}
    )
    steps = [step for step, value in state.items() if known.get(step) != value]
    if steps:
        tell("正在准备 Superset · Preparing Superset: " + ", ".join(steps))
        work = {"password": password, "uri": settings.uri, "files": files, "database_file": bundle.DATABASE_FILE}
        told = json.dumps({**work, "steps": steps})
        _do([str(settings.python), str(INSIDE / "prepare.py")], inside_environment(settings), told)
        kept.write_text(json.dumps(state), "utf-8")
        for file in settings.folder.iterdir():
            file.chmod(0o600)
    return password


def inside_environment(settings: Settings) -> dict[str, str]:
    """The environment in which Superset runs: its settings, nothing of Python's that belongs to ours."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "FLASK_"))
    }
    return {
        **kept,
        "SUPERSET_CONFIG_PATH": str(INSIDE / "superset_config.py"),
        "DUBAN_BI_HOME": str(settings.folder),
        "FLASK_APP": "superset",
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "PYTHONDONTWRITEBYTECODE": "1",
        "SCARF_ANALYTICS": "false",
        "DO_NOT_TRACK": "1",
    }


def _do(command: list[str], environment: dict[str, str], told: str | None = None) -> None:
    ended = subprocess.run(command, env=environment, input=told, capture_output=True, text=True, encoding="utf-8")
    if ended.returncode != 0:
        said = "\n".join((ended.stdout + ended.stderr).strip().splitlines()[-_LAST_LINES:])
        raise BiError(f"{Path(command[0]).name} {command[1]} failed (exit code {ended.returncode}):\n{said}", code=3)


def _uv() -> str:
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.exists() else shutil.which("uv")
    if not found:
        raise BiError("uv is not here: run `make setup` first", code=3)
    return found


def _interpreter() -> str:
    """Our own Python where Superset runs on it, else another one that uv finds."""
    return sys.executable if (3, 11) <= sys.version_info[:2] < (3, 13) else _PYTHONS


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _first_line(fault: Exception) -> str:
    return str(fault).strip().splitlines()[0]

"""Set Superset up in one process: its database, its roles, the person who logs in, the bundle.

Belongs here: what must happen inside Superset's environment. Does not belong here: deciding whether it is needed
(preparing.py), starting the server. Run by `python -m serving.bi`; imports nothing of ours. Standard input carries a
JSON document: {"password", "uri", "files": {path: text}, "database_file", "steps": ["database", "person", "bundle"]}.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import yaml

PERSON = "admin"


def main() -> None:
    """Do the steps that standard input names; each is told on standard output in a line."""
    told: dict[str, Any] = json.load(sys.stdin)
    from superset.app import create_app

    logging.disable(logging.INFO)
    app = create_app()
    with app.app_context():
        for step in told["steps"]:
            _STEPS[step](told)
            print(f"done {step}", flush=True)


def _database(told: dict[str, Any]) -> None:
    """Superset's own tables, permissions and roles."""
    import flask_migrate
    import superset
    from superset.extensions import appbuilder, security_manager

    flask_migrate.upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()


def _person(told: dict[str, Any]) -> None:
    """The one who logs in; an existing one gets the password that is kept in the home."""
    from superset.extensions import security_manager

    found = security_manager.find_user(username=PERSON)
    if found is not None:
        security_manager.reset_password(found.id, told["password"])
        return
    role = security_manager.find_role("Admin")
    if not security_manager.add_user(PERSON, "Duban", "督办", "admin@localhost", role, told["password"]):
        raise SystemExit("Superset did not accept the person who logs in")


def _bundle(told: dict[str, Any]) -> None:
    """Data source, data sets, charts and dashboards; what an earlier import brought is replaced."""
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.extensions import security_manager
    from superset.utils.core import override_user

    files: dict[str, str] = dict(told["files"])
    source = yaml.safe_load(files[told["database_file"]])
    source["sqlalchemy_uri"] = told["uri"]
    files[told["database_file"]] = yaml.safe_dump(source, allow_unicode=True)
    with override_user(security_manager.find_user(username=PERSON)):
        ImportAssetsCommand(files).run()


_STEPS = {"database": _database, "person": _person, "bundle": _bundle}

if __name__ == "__main__":
    main()

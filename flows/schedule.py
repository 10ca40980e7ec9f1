"""When the next scheduled run is due, as prefect.yaml says.

Belongs here: reading the schedules and counting to their next date. Does not belong here: running them (a Prefect server does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.faults import WrongUse
from flows.settings import PROJECT
from warehouse.clock import now

FILE = PROJECT / "prefect.yaml"


@dataclass(frozen=True, slots=True)
class Due:
    """One schedule of a deployment: its cron expression, its time zone, and its next date."""

    deployment: str
    cron: str
    timezone: str
    next: datetime


def due(after: datetime | None = None, file: Path = FILE) -> tuple[Due, ...]:
    """The next date of every schedule, the earliest first; `after` is a moment with a zone (default: now).

    Raises WrongUse for a file that is no list of deployments, or a schedule that cannot be understood.
    """
    from cronsim import CronSim, CronSimError

    moment = after or now()
    found = []
    for deployment, cron, timezone in _schedules(file):
        try:
            local = moment.astimezone(ZoneInfo(timezone))
            found.append(Due(deployment, cron, timezone, next(CronSim(cron, local))))
        except (CronSimError, StopIteration, ValueError, KeyError, OSError) as error:
            raise WrongUse(f"{deployment}: {error}", place=str(file), advice="mend cron and timezone") from error
    return tuple(sorted(found, key=lambda each: each.next))


def _schedules(file: Path) -> Sequence[tuple[str, str, str]]:
    from ruamel.yaml import YAML, YAMLError

    try:
        told = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
        return [
            (deployment["name"], schedule["cron"], schedule.get("timezone") or "UTC")
            for deployment in told["deployments"]
            for schedule in deployment.get("schedules") or ()
            if schedule.get("active", True)
        ]
    except (OSError, YAMLError, KeyError, TypeError) as error:
        raise WrongUse(f"cannot be read as deployments ({error})", place=str(file), advice="mend the file") from error

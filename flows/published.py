"""What the commands about the published release share: is there one, and the catalogue of its home.

Belongs here: opening what is published. Does not belong here: a command.
"""

from __future__ import annotations

from pathlib import Path

from flows.faults import WrongUse
from warehouse import releases, waiting
from warehouse.catalogue import Catalogue
from warehouse.home import Home

SEVERITY_STYLES = {"critical": "bold red", "warning": "yellow", "info": "cyan"}


def published(home: Home) -> releases.Manifest:
    """The current release's manifest. Raises WrongUse where nothing is published yet."""
    manifest = releases.current(home)
    if manifest is None:
        raise WrongUse("nothing is published here yet", place=str(home.root), advice="duban run")
    return manifest


def judged(home: Home) -> tuple[Path, str]:
    """The warehouse whose findings wait for a decision, and what it is: the candidate of a run that waits, else the published release.

    Raises WrongUse where there is neither.
    """
    waits = waiting.current(home)
    if waits is not None:
        return (
            waits.candidate,
            f"候选，运行 {waits.run_id} 正在等待裁定 · candidate of a run that waits until {waits.until:%Y-%m-%d %H:%M} UTC",
        )
    return home.current, published(home).version


def catalogue_of(home: Home) -> Catalogue:
    """The catalogue of a home; asking about a home that is not there must not make one."""
    if not home.root.exists():
        raise WrongUse("there is no such home", place=str(home.root), advice="duban run makes it; or set DUBAN_HOME")
    return Catalogue(home.catalogue_url)

"""What the commands about the published release share: is there one, and the catalogue of its home.

Belongs here: opening what is published. Does not belong here: a command.
"""

from __future__ import annotations

from flows.faults import WrongUse
from warehouse import releases
from warehouse.catalogue import Catalogue
from warehouse.home import Home

SEVERITY_STYLES = {"critical": "bold red", "warning": "yellow", "info": "cyan"}


def published(home: Home) -> releases.Manifest:
    """The current release's manifest. Raises WrongUse where nothing is published yet."""
    manifest = releases.current(home)
    if manifest is None:
        raise WrongUse("nothing is published here yet", place=str(home.root), advice="duban run")
    return manifest


def catalogue_of(home: Home) -> Catalogue:
    """The catalogue of a home; asking about a home that is not there must not make one."""
    if not home.root.exists():
        raise WrongUse("there is no such home", place=str(home.root), advice="duban run makes it; or set DUBAN_HOME")
    return Catalogue(home.catalogue_url)

"""What a run tells the report about itself.

Belongs here: the facts that are not in the release. Does not belong here: anything that can be read from the
warehouse file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

State = Literal["published", "refused", "nothing_new"]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """How a run ended.

    `state`: "published" (the warehouse shown is the release), "refused" (it is a candidate that did not pass)
    or "nothing_new" (it is the release of an earlier run). `judgement` is what `Judgement.to_dict()` gives, or
    None where the gate was not asked anew. `validation_docs` is a folder of Data Docs to be copied to
    `validation/`; None keeps those of the report that is replaced. `release_version` and `published_at` are
    those of the release that readers see now, also when the candidate was refused. `report_url` is where the
    report is served, when it is. `previous` is the warehouse file of the release before, `previous_version` its
    version (None: there is none): the report shows what is different.
    """

    state: State = "published"
    release_version: str | None = None
    published_at: datetime | None = None
    run_id: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    code_version: str | None = None
    strict: bool = False
    judgement: Mapping[str, Any] | None = None
    validation_docs: Path | None = None
    timings: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    report_url: str | None = None
    previous: Path | None = None
    previous_version: str | None = None

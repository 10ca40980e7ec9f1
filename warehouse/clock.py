"""What time it is, for everything that is recorded.

Belongs here: the one place that asks the clock. Does not belong here: formatting for people.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, or the one that SOURCE_DATE_EPOCH (seconds since 1970) names.

    The variable is the common convention for builds that shall come out the same twice (reproducible-builds.org).
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(fixed), UTC) if fixed else datetime.now(UTC)

"""Prefect's API for one run, as a process of its own: `python -m flows.local_api FD`, FD being a listening socket.

Belongs here: running that server and ending with its parent. Does not belong here: anything that the run itself needs.
"""

from __future__ import annotations

import os
import sys
import threading


def _end_with_parent() -> None:
    """The parent holds the other end of our standard input: end of file means that it is gone, however it went."""
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Serve until told to stop or until the parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import prefect.plugins
    import uvicorn

    # The blocks of installed collections (dbt, Dask) are not asked for during a run, and importing them costs two
    # seconds.
    prefect.plugins.load_prefect_collections = lambda *_, **__: {}
    uvicorn.run(
        "prefect.server.api.server:create_app", factory=True, fd=int(sys.argv[1]), log_level="error", lifespan="on"
    )


if __name__ == "__main__":
    main()

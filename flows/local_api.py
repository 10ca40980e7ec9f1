"""Prefect's API for one run, as a process of its own: `python -m flows.local_api FD`, FD being a listening socket.

Belongs here: running that server and ending with its parent. Does not belong here: anything that the run itself needs.

The parent holds the other end of our standard input. It writes one line, the file that takes what is printed, when we may begin; end of
file means that it is gone, however it went.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback

from flows.engine import collect_less_garbage


def _end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)


def _word() -> str:
    """The line that the parent writes; ends this process where the parent goes instead."""
    told = b""
    while not told.endswith(b"\n"):
        more = os.read(0, 1024)
        if not more:
            os._exit(0)
        told += more
    return told.decode().rstrip("\n")


def main() -> None:
    """Import everything, wait for the word, serve until told to stop or until the parent is gone."""
    collect_less_garbage()
    problem = ""
    try:
        import prefect.plugins

        # The blocks of installed collections (dbt, Dask) are not asked for during a run, and importing them costs two
        # seconds.
        prefect.plugins.load_prefect_collections = lambda *_, **__: {}
        import uvicorn
        from prefect.server.api.server import create_app
    except BaseException:
        problem = traceback.format_exc()
    log = os.open(_word(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if problem:
        sys.exit(problem)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    uvicorn.run(create_app(), fd=int(sys.argv[1]), log_level="error", lifespan="on")


if __name__ == "__main__":
    main()

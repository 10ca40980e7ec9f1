"""A program that ends with the process that started it, however that one ends: `python -m flows.tethered MODULE [ARGUMENT…]`.

Belongs here: watching the parent, and running the module. Does not belong here: what is run (a Prefect server, a worker).

The parent holds the other end of our standard input. When that closes, our process group is asked to end, and made to after a while.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

#: Seconds from the request to end to the end.
PATIENCE = 20.0


def _end_with_parent() -> None:
    while os.read(0, 1024):  # not sys.stdin, whose lock this thread would hold when Python ends
        pass
    os.killpg(os.getpgrp(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Run the module as `python -m` would."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    module = sys.argv[1]
    sys.argv = [module, *sys.argv[2:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

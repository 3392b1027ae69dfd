"""Background work of one server: imports asked for in the browser, the search index behind the filings, and once a day
what has come to the end of its years.
"""

from __future__ import annotations

import logging
import signal
import time
from functools import partial

from jingheng.cli.home import start

PAUSE = 1.0
log = logging.getLogger("jingheng.background")


def main() -> None:
    start()
    from django.db import close_old_connections

    from jingheng.contexts.desk.background import begin, work_once
    from jingheng.contexts.desk.nightly import Night

    running = True

    def stop(*_: object) -> None:
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    begin()
    night = Night(partial(print, flush=True))
    while running:
        close_old_connections()
        try:
            busy = work_once(night)
        except Exception:  # one failed piece of work must not end the others
            log.exception("background work failed")
            busy = False
        if not busy:
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()

"""Background work of one server: imports asked for in the browser, and the search index behind the filings."""

from __future__ import annotations

import logging
import signal
import time

from jingheng.cli.home import start

PAUSE = 1.0
log = logging.getLogger("jingheng.background")


def main() -> None:
    start()
    from django.db import close_old_connections

    from jingheng.contexts.desk.background import begin, work_once

    running = True

    def stop(*_: object) -> None:
        nonlocal running
        running = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    begin()
    while running:
        close_old_connections()
        try:
            busy = work_once()
        except Exception:  # one failed piece of work must not end the others
            log.exception("background work failed")
            busy = False
        if not busy:
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()

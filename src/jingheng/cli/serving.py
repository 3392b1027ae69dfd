"""`jingheng serve`: web server and background work over the data folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from jingheng.cli.arguments import DONE, Unreadable, say

#: This machine alone.
LOCAL = "127.0.0.1"


def add_commands(commands: Any) -> None:
    serve = commands.add_parser("serve", help="启动服务（先升级数据库，含后台任务）")
    serve.add_argument("--host", default=LOCAL, help="监听地址，默认只在本机")
    serve.add_argument("--port", type=int, default=8000, metavar="PORT", help="端口，默认 8000")
    serve.set_defaults(run=lambda given: serve_home(given.host, given.port))


def free_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unreadable(f"端口 {host}:{port} 不能使用（{error.strerror}）。请用 --port 换一个端口。") from error


def choose_transport(host: str) -> None:
    """On this machine alone plain HTTP is in order; towards the network HTTPS is the rule. Before the settings are read."""
    if host in (LOCAL, "localhost", "::1"):
        os.environ.setdefault("HTTPS", "false")


def serve_home(host: str, port: int) -> int:
    """Serve until told to stop."""
    free_port(host, port)
    choose_transport(host)
    from jingheng.cli.home import prepare, take_statistics

    prepare()
    take_statistics()
    collect_static()
    background = subprocess.Popen([sys.executable, "-m", "jingheng.cli.background"])
    say(f"镜衡已启动：http://{host}:{port}/ （按 Ctrl+C 停止）")
    _serve(f"{host}:{port}", stopped=lambda: _stop(background))
    return DONE


def _serve(address: str, *, stopped: Callable[[], None]) -> None:
    """gunicorn in this process: the product is loaded once, and its workers share what was loaded."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
        def load_config(self) -> None:
            given = {
                "bind": address, "workers": 2, "worker_class": "gthread", "threads": 4, "preload_app": True,
                "loglevel": "warning", "timeout": 120, "on_exit": lambda _server: stopped(),
            }  # fmt: skip
            for name, value in given.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return get_wsgi_application()

    connections.close_all()  # a connection must not go along into the workers
    Server().run()


def _stop(background: subprocess.Popen[bytes]) -> None:
    background.terminate()
    background.wait(timeout=10)


def collect_static() -> None:
    """Static files under names that carry their digest, made anew when the product's own have changed."""
    from django.conf import settings
    from django.core.management import call_command

    from jingheng import __version__

    stamp = settings.STATIC_ROOT / ".version"
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == __version__):
        call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists())
        stamp.write_text(__version__, encoding="utf-8")

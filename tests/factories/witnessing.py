"""Witnesses on the network and in folders, and the administrator who names them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from jingheng.contexts.ledger.recording import recording
from jingheng.contexts.org.models import DutyHolding
from jingheng.contexts.witnesses.models import Watched, Witness
from jingheng.kernel.actor import SYSTEM, Actor
from jingheng.verify.notes import SigningKey, VerifierKey
from jingheng.verify.witness_program import make_server
from jingheng.verify.witness_state import Witness as FolderWitness
from tests.factories.audited import WITNESS
from tests.factories.cast import NOON, Cast


def home_admin(cast: Cast) -> Actor:
    """The security administrator of the office that has the server."""
    with recording(actor=SYSTEM, at=NOON) as ledger:
        DutyHolding.objects.filter(person=cast.city_publisher).update(duty="SECURITY_ADMIN")
        ledger("duty.granted", subject=f"person:{cast.city_publisher.pk}", office_id=cast.city.pk)
    return cast.actor("city_publisher")


def named(url: str = "", *, name: str = "省院", key: SigningKey = WITNESS) -> Witness:
    """A witness, at an address of this machine if need be."""
    with recording(actor=SYSTEM, at=NOON) as ledger:
        witness = Witness.objects.create(name=name, vkey=str(key.verifier), url=url, added_at=NOON)
        ledger("witness.added", subject=f"witness:{witness.pk}", office_id=0)
    return witness


def watched(key: VerifierKey) -> Watched:
    with recording(actor=SYSTEM, at=NOON) as ledger:
        row = Watched.objects.create(origin=key.name, vkey=str(key), name="明德区院", added_at=NOON)
        ledger("witness.watching", subject=f"log:{key.name}", office_id=0)
    return row


class Standing:
    """`jingheng-witness serve` on a thread, with the keys of the logs that it knows in its folder."""

    def __init__(self, folder: Path, key: SigningKey = WITNESS) -> None:
        folder.mkdir()
        self.folder, self.key = folder, key
        self.know([])

    def know(self, vkeys: list[str]) -> None:
        (self.folder / "logs").write_text("".join(f"{vkey}\n" for vkey in vkeys))

    @contextmanager
    def serving(self) -> Iterator[str]:
        server = make_server(FolderWitness(self.folder, self.key, NOON.timestamp), "127.0.0.1:0")
        with _running(server):
            yield f"http://127.0.0.1:{server.server_address[1]}"


@contextmanager
def answering(answer: Callable[[bytes], tuple[int, str, bytes]]) -> Iterator[str]:
    """A server that answers whatever the test wants."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, content_type, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Type", content_type)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    with _running(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


@contextmanager
def _running(server: HTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

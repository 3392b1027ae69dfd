"""Asking a witness over HTTP: one address, no redirect, no proxy, and not for long."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
)

from django.conf import settings

from jingheng.contexts.witnesses.rules.naming import refuse_address

SECONDS = 10
_MOST_BYTES = 64 * 1024


class Unreachable(Exception):
    """Nobody answered, or in no way that HTTP knows."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    content_type: str
    body: bytes


def _plain_opener() -> OpenerDirector:
    """What urllib brings, less redirects, proxies, files and FTP."""
    opener = OpenerDirector()
    for handler in (HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor()):
        opener.add_handler(handler)
    return opener


_opener = _plain_opener()


def call(url: str, data: bytes) -> Reply:
    if urlsplit(url).scheme not in ("http", "https") or _is_shut_out(url):
        raise Unreachable(url)
    request = Request(f"{url}/add-checkpoint", data, {"Content-Type": "text/plain; charset=utf-8"}, method="POST")  # noqa: S310
    try:
        with _opener.open(request, timeout=SECONDS) as reply:
            return _read(reply, reply.status, reply.headers)
    except HTTPError as error:
        with error:
            return _read(error, error.code, error.headers)
    except (OSError, HTTPException) as error:
        raise Unreachable(url) from error


def _read(stream: Any, status: int, headers: Message) -> Reply:
    return Reply(status, str(headers.get("Content-Type", "")), stream.read(_MOST_BYTES))


def _is_shut_out(url: str) -> bool:
    """The settings may have changed since the address was named."""
    refusal = refuse_address(url, allowed=settings.WITNESS_HOSTS)
    return refusal is not None and refusal.code == "not-allowed"

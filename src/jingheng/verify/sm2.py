"""SM2 signatures with SM3 (GB/T 32918.2), by gmssl where it is installed; without it they stay unchecked.

gmssl checks neither the range of a signature nor that a key lies on the curve, and draws its random numbers from an
ordinary generator: those three are done here.
"""

from __future__ import annotations

import importlib
import secrets
from typing import Any


def _library() -> Any:
    try:
        return importlib.import_module("gmssl.sm2")
    except ImportError:
        return None


def is_available() -> bool:
    return _library() is not None


def verify(public: bytes, message: bytes, signature: bytes) -> bool | None:
    """Is `signature` (r and s, 32 bytes each) that of the key (x and y)? None: cannot be checked on this machine."""
    library = _library()
    if library is None:
        return None
    order = int(library.default_ecc_table["n"], 16)
    if len(signature) != 64 or not all(0 < part < order for part in _halves(signature)) or not _is_on_curve(public):
        return False
    try:
        return bool(_engine(library, public).verify_with_sm3(signature.hex(), message))
    except TypeError:  # how gmssl meets the point at infinity
        return False


def sign(secret: bytes, message: bytes) -> bytes:
    library = importlib.import_module("gmssl.sm2")
    engine = _engine(library, public_of(secret))
    engine.private_key = secret.hex()
    order = int(library.default_ecc_table["n"], 16)
    signature = None
    while signature is None:  # gmssl asks for another number once in 2^255
        signature = engine.sign_with_sm3(message, f"{1 + secrets.randbelow(order - 1):064x}")
    return bytes.fromhex(signature)


def public_of(secret: bytes) -> bytes:
    library = importlib.import_module("gmssl.sm2")
    point = _engine(library, b"")._kg(int.from_bytes(secret), library.default_ecc_table["g"])  # noqa: SLF001
    return bytes.fromhex(point)


def _engine(library: Any, public: bytes) -> Any:
    engine = library.CryptSM2(private_key="", public_key="")
    engine.public_key = public.hex()  # the constructor would strip leading zeros and fours
    return engine


def _halves(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:32]), int.from_bytes(data[32:])


def _is_on_curve(public: bytes) -> bool:
    table = _library().default_ecc_table
    prime, a, b = (int(table[name], 16) for name in ("p", "a", "b"))
    x, y = _halves(public)
    return len(public) == 64 and x < prime and y < prime and (y * y - (x * x * x + a * x + b)) % prime == 0

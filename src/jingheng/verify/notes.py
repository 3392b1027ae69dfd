"""Signed notes and their keys, byte for byte as C2SP signed-note and tlog-cosignature write them.

A note is a text, an empty line, and lines `— <key name> base64(key id || signature)`. Three kinds of signature are
known: Ed25519 over the text, the timestamped Ed25519 cosignature of a witness, and our own kind, SM2 with SM3.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jingheng.verify import sm2

ED25519, COSIGNATURE, OWN = 0x01, 0x04, 0xFF
SM2_SM3 = (
    b"jingheng/sm2-sm3/v1\n"  # follows 0xff, which is everybody's: names our kind so that nobody else's is taken for it
)
_LENGTHS = {ED25519: 32, COSIGNATURE: 32, OWN: 64}
_MOST_SIGNATURES = 100
_MOST_BYTES = 1_000_000


class MalformedNote(ValueError):
    """Bytes that are no signed note."""


class MalformedKey(ValueError):
    """A text that is no key, or a key of a kind that is not known here."""


class BadSignature(ValueError):
    """A line of a known key that does not fit: the whole note is refused."""


class NoTrustedSignature(ValueError):
    """No line of any known key."""


def unbase64(text: str) -> bytes:
    """Standard base64 with its padding, written in the one way it can be."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("不是 base64") from error
    if tobase64(data) != text:
        raise ValueError("base64 的写法不规范")
    return data


def tobase64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True)
class VerifierKey:
    """A public key under its name, written `<name>+<key id>+base64(kind || key)`."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _material(self.kind, self.public)).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{tobase64(_material(self.kind, self.public))}"


@dataclass(frozen=True)
class Signature:
    name: str
    key_id: bytes
    value: bytes

    @property
    def line(self) -> str:
        return f"— {self.name} {tobase64(self.key_id + self.value)}\n"


@dataclass(frozen=True)
class SigningKey:
    """A secret key, written as golang.org/x/mod/sumdb/note does: `PRIVATE+KEY+<name>+<key id>+base64(kind || seed)`."""

    name: str
    kind: int
    secret: bytes

    @property
    def verifier(self) -> VerifierKey:
        if self.kind == OWN:
            return VerifierKey(self.name, self.kind, sm2.public_of(self.secret))
        return VerifierKey(self.name, self.kind, self._ed25519().public_key().public_bytes_raw())

    def __str__(self) -> str:
        key = self.verifier
        return f"PRIVATE+KEY+{key.name}+{key.key_id.hex()}+{tobase64(_material(self.kind, self.secret))}"

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    def sign(self, text: str, at: int | None = None) -> Signature:
        """A line for `text`; a cosignature says at which second it was made."""
        message = text.encode()
        if self.kind == OWN:
            value = sm2.sign(self.secret, message)
        elif self.kind == COSIGNATURE:
            if at is None or not 0 < at < 2**63:
                raise ValueError("a cosignature needs its time")
            value = struct.pack(">Q", at) + self._ed25519().sign(_cosigned(message, at))
        else:
            value = self._ed25519().sign(message)
        return Signature(self.name, self.verifier.key_id, value)

    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


@dataclass(frozen=True)
class Verified:
    """A key that signed; a witness also says at which second."""

    key: VerifierKey
    at: int | None = None


@dataclass(frozen=True)
class Note:
    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class OpenedNote:
    """A note whose known lines all fit. `unchecked` are known SM2 keys that this machine cannot check."""

    text: str
    verified: tuple[Verified, ...]
    unchecked: tuple[VerifierKey, ...]


def generate(name: str, kind: int, seed: bytes) -> SigningKey:
    """The key with this name and these 32 random bytes."""
    _check_name(name, MalformedKey)
    if kind not in _LENGTHS or len(seed) != 32:
        raise MalformedKey("密钥种类或长度不对")
    return SigningKey(name, kind, seed)


def parse_key(text: str) -> VerifierKey:
    name, key_id, kind, public = _split_key(text, "公钥")
    if len(public) != _LENGTHS[kind]:
        raise MalformedKey("公钥长度不对")
    key = VerifierKey(name, kind, public)
    if key.key_id.hex() != key_id:
        raise MalformedKey("公钥的编号与内容不符")
    return key


def parse_keys(data: bytes) -> list[VerifierKey]:
    """One key a line; empty lines and lines that begin with # are skipped."""
    keys = []
    for number, line in enumerate(data.decode(errors="replace").split("\n"), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            try:
                keys.append(parse_key(text))
            except MalformedKey as error:
                raise MalformedKey(f"第 {number} 行:{error}") from error
    return keys


def parse_signing_key(text: str) -> SigningKey:
    head, _, rest = text.partition("PRIVATE+KEY+")
    if head:
        raise MalformedKey("不是私钥")
    name, key_id, kind, secret = _split_key(rest, "私钥")
    key = generate(name, kind, secret)
    if key.verifier.key_id.hex() != key_id:
        raise MalformedKey("私钥的编号与内容不符")
    return key


def parse(data: bytes) -> Note:
    """Text and lines of a note; says nothing about whether anybody signed it."""
    if len(data) > _MOST_BYTES:
        raise MalformedNote("签名文本过大")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise MalformedNote("签名文本不是 UTF-8") from error
    if re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        raise MalformedNote("签名文本含控制字符(如 Windows 换行)")
    text, found, lines = whole.rpartition("\n\n")
    if not found or not lines or not lines.endswith("\n"):
        raise MalformedNote("不是签名文本:须有正文、空行和至少一行签名,末尾换行")
    rows = lines[:-1].split("\n")
    if len(rows) > _MOST_SIGNATURES:
        raise MalformedNote(f"签名多于 {_MOST_SIGNATURES} 行")
    return Note(text + "\n", tuple(_parse_line(row) for row in rows))


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> OpenedNote:
    """The note, if every line of a known key fits and there is one; lines of others are ignored."""
    note, known = parse(data), _by_id(keys)
    verified, unchecked = [], []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        seen = verify(key, note.text, signature.value)
        if seen is None:
            unchecked.append(key)
        else:
            verified.append(seen)
    if not verified and not unchecked:
        raise NoTrustedSignature("没有一个受信任的密钥签过名")
    return OpenedNote(note.text, tuple(verified), tuple(unchecked))


def verify(key: VerifierKey, text: str, value: bytes) -> Verified | None:
    """Who signed and when; None if that cannot be told here; refused if the signature does not fit."""
    message, at = text.encode(), None
    if key.kind == OWN:
        fits = sm2.verify(key.public, message, value)
        if fits is None:
            return None
    else:
        if key.kind == COSIGNATURE:
            at, value = int.from_bytes(value[:8]), value[8:]
            message = _cosigned(message, at)
        fits = (at is None or at < 2**63) and _fits_ed25519(key.public, message, value)
    if not fits:
        raise BadSignature(f"{key.name} 的签名与正文不符")
    return Verified(key, at)


def signed(text: str, signatures: Iterable[Signature]) -> bytes:
    """The note of `text` with these lines; what is written here can be parsed."""
    data = (text + "\n" + "".join(signature.line for signature in signatures)).encode()
    parse(data)
    return data


def parse_lines(data: bytes) -> tuple[Signature, ...]:
    """Signature lines alone, as a witness answers."""
    note = parse(b"-\n\n" + data)
    if note.text != "-\n":
        raise MalformedNote("应只有签名行")
    return note.signatures


def _parse_line(row: str) -> Signature:
    dash, name, value = ([*row.split(" ", 2), "", ""])[:3]
    if dash != "—":
        raise MalformedNote("签名行须以“— ”开头")
    _check_name(name, MalformedNote)
    try:
        data = unbase64(value)
    except ValueError as error:
        raise MalformedNote(f"{name} 的签名行:{error}") from error
    if len(data) < 5:
        raise MalformedNote(f"{name} 的签名行过短")
    return Signature(name, data[:4], data[4:])


def _split_key(text: str, what: str) -> tuple[str, str, int, bytes]:
    parts = text.split("+", 2)  # base64 may hold further plus signs
    if len(parts) != 3 or not re.fullmatch(r"[0-9a-f]{8}", parts[1]):
        raise MalformedKey(f"{what}须写作 名称+八位编号+base64")
    name, key_id, encoded = parts
    _check_name(name, MalformedKey)
    try:
        material = unbase64(encoded)
    except ValueError as error:
        raise MalformedKey(f"{what}{error}") from error
    kind = material[0] if material else 0
    prefix = _material(kind, b"")
    if kind not in _LENGTHS or not material.startswith(prefix):
        raise MalformedKey(f"不认识这种{what}")
    return name, key_id, kind, material[len(prefix) :]


def _check_name(name: str, refused: type[ValueError]) -> None:
    bad = any(one.isspace() or one == "+" or one < " " for one in name)
    if bad or not name:
        raise refused("密钥名称须非空,不含空格和加号")


def _material(kind: int, key: bytes) -> bytes:
    return bytes([kind]) + (SM2_SM3 if kind == OWN else b"") + key


def _by_id(keys: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise MalformedKey(f"{key.name} 有两把编号相同的密钥")
    return known


def _cosigned(message: bytes, at: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % at + message


def _fits_ed25519(public: bytes, message: bytes, value: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, message)
    except InvalidSignature:
        return False
    return True

"""The bundle of a draw: seven files in a zip, from which anybody computes the draw again.

`frame.csv` is the list byte for byte, `plan.yaml` the plan for people; `plan.json` alone is computed from. With
`public.txt` and `shares.json` they determine the other two, `commitment.json` and `result.json`, to the last byte.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from jingheng.verify import cases, plans
from jingheng.verify.canonical import Value, encode
from jingheng.verify.cases import LARGEST_FILE, Case
from jingheng.verify.plans import VERSION, Plan
from jingheng.verify.sampling import Sample, Shares, basis_of, commitment_of, draw, frame_root, seed_of

MIB = 2**20
#: The members, and how large each may be.
MEMBERS = {
    "commitment.json": MIB, "frame.csv": LARGEST_FILE, "plan.json": MIB, "plan.yaml": MIB, "public.txt": MIB,
    "result.json": LARGEST_FILE, "shares.json": MIB,
}  # fmt: skip
LARGEST_BUNDLE = 2 * LARGEST_FILE + 8 * MIB
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END = struct.Struct("<12xI6x")  # the end record of a zip without a comment: how long the directory is
_LARGEST_DIRECTORY = 16 * 2**10


class BrokenBundle(ValueError):
    """Not a bundle, or one whose files cannot be read."""


@dataclass(frozen=True)
class Ground:
    """What is settled before the public value exists."""

    plan: Plan
    columns: tuple[str, ...]
    cases: tuple[Case, ...]

    @cached_property
    def root(self) -> bytes:
        return frame_root(self.cases)

    @cached_property
    def basis(self) -> bytes:
        return basis_of(self.plan, self.columns, len(self.cases), self.root)

    @property
    def commitment(self) -> bytes:
        return commitment_of(self.basis, self.plan.size)

    def commitment_json(self, frame: bytes, plan_yaml: bytes) -> bytes:
        files = {"frame.csv": frame, "plan.json": self.plan.json(), "plan.yaml": plan_yaml}
        return encode(
            {
                "basis": self.basis.hex(),
                "commitment": self.commitment.hex(),
                "draw": self.plan.draw,
                "files": {name: sha256(data).hexdigest() for name, data in files.items()},
                "root": self.root.hex(),
                "rows": len(self.cases),
                "size": self.plan.size,
                "v": VERSION,
            }
        )


@dataclass(frozen=True)
class Drawn:
    """A draw carried out."""

    ground: Ground
    shares: Shares
    public: str
    seed: bytes
    sample: Sample

    def result_json(self) -> bytes:
        strata: list[Value] = [
            {"drawn": list(one.drawn), "rows": one.rows, "stratum": one.name} for one in self.sample.strata
        ]
        return encode(
            {
                "commitment": self.ground.commitment.hex(),
                "draw": self.ground.plan.draw,
                "mandatory": list(self.sample.mandatory),
                "public": self.public,
                "quota": strata,
                "seed": self.seed.hex(),
                "silent": list(silent(self.shares)),
                "v": VERSION,
                "weighted": list(self.sample.weighted),
            }
        )


def ground(frame: bytes, plan: Plan) -> Ground:
    found = cases.read(frame, plan.encoding)
    columns = {"id": plan.id, "strata": plan.strata, "mandatory": plan.mandatory, "weight": plan.weight}
    return Ground(plan, found.columns, tuple(cases.cases_of(found, **columns)))


def carry_out(on: Ground, shares: Shares, public: str, unfit: Collection[str] = ()) -> Drawn:
    seed = seed_of(on.basis, shares, public)
    return Drawn(on, shares, public, seed, draw(on.cases, on.plan, seed, unfit))


def silent(shares: Shares) -> list[str]:
    """The parties that did not reveal their secrets."""
    return [party for party, secret in shares if secret is None]


def revealed(plan: Plan, secrets: Mapping[str, str]) -> Shares:
    """Every party of the plan with the secret that it revealed, if it did."""
    return tuple((party, secrets.get(party)) for party, _ in plan.shares)


def share_faults(plan: Plan, shares: Mapping[str, str | None]) -> list[str]:
    """Where secrets and plan do not fit together."""
    faults = [f"参与方“{party}”不在方案的 shares 里" for party in shares if party not in dict(plan.shares)]
    for party, digest in plan.shares:
        secret = shares.get(party)
        if secret is not None and sha256(secret.encode()).hexdigest() != digest:
            faults.append(f"参与方“{party}”公开的口令,其 SHA-256 与方案里先定的不符")
    return faults


def shares_json(shares: Shares) -> bytes:
    return json.dumps(dict(shares), ensure_ascii=False, sort_keys=True).encode()


def members_of(drawn: Drawn, *, frame: bytes, plan_yaml: bytes) -> dict[str, bytes]:
    return {
        "commitment.json": drawn.ground.commitment_json(frame, plan_yaml),
        "frame.csv": frame,
        "plan.json": drawn.ground.plan.json(),
        "plan.yaml": plan_yaml,
        "public.txt": drawn.public.encode(),
        "result.json": drawn.result_json(),
        "shares.json": shares_json(drawn.shares),
    }


def pack(members: Mapping[str, bytes]) -> bytes:
    """The same members, the same bytes: stored as they are, in order, without a date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(members.items()):
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, data)
    return out.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The members, each once, none besides, none larger than it may be, whatever the archive says of itself."""
    if len(data) > LARGEST_BUNDLE:
        raise BrokenBundle(f"抽取包超过 {LARGEST_BUNDLE // MIB} MB")
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_names([member.filename for member in members])
            return {member.filename: _content(archive, member) for member in members}
    except BrokenBundle:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, struct.error) as error:
        raise BrokenBundle(f"不是完整的 zip 文件:{error}") from error


def loaded(name: str, data: bytes) -> dict[str, Any]:
    """A JSON object; in what form it is written is looked at elsewhere."""
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BrokenBundle(f"{name} 读不出来:{error}") from error
    if not isinstance(value, dict):
        raise BrokenBundle(f"{name} 的格式不对")
    return value


def read_plan(data: bytes) -> Plan:
    return plans.from_json(loaded("plan.json", data))


def read_shares(data: bytes) -> dict[str, str | None]:
    shares = loaded("shares.json", data)
    if not all(
        secret is None or (isinstance(secret, str) and not plans.text_fault(secret)) for secret in shares.values()
    ):
        raise BrokenBundle("shares.json:每一方是口令,没有公开的是 null")
    return shares


def read_public(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise BrokenBundle("public.txt 不是 UTF-8 文字") from error
    if fault := plans.text_fault(text):
        raise BrokenBundle(f"public.txt:公开值{fault}")
    return text


def _check_end(data: bytes) -> None:
    """The archive ends with a plain end record, and its directory has room for our few names and not for a million."""
    end = data[-_END.size :]
    if len(end) < _END.size or not end.startswith(b"PK\5\6") or data[-42:-38] == b"PK\6\7":
        raise BrokenBundle("不是 zip 文件,或末尾多出内容")
    if _END.unpack(end)[0] > _LARGEST_DIRECTORY:
        raise BrokenBundle("抽取包的目录太大")


def _check_names(names: list[str]) -> None:
    for name in sorted(set(names) | set(MEMBERS)):
        if name not in MEMBERS:
            raise BrokenBundle(f"抽取包里多出 {name}")
        if names.count(name) != 1:
            raise BrokenBundle(f"抽取包里{'缺' if name not in names else '有两个'} {name}")


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    name, most = member.filename, MEMBERS[member.filename]
    if member.flag_bits & _ENCRYPTED:
        raise BrokenBundle(f"{name} 加了密码")
    if member.compress_type not in _METHODS:
        raise BrokenBundle(f"{name} 的压缩方式不认识")
    if member.file_size > most:
        raise BrokenBundle(f"{name} 超过 {most // MIB} MB")
    with archive.open(member) as stream:
        return stream.read(most + 1)

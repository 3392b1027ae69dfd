"""What a log says of draws. Every commitment and every draw is an open leaf, so a second one shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

COMMITTED, REVEALED, DRAWN = "draw.committed", "draw.revealed", "draw.drawn"

#: What a leaf says openly: `draw` and `commitment`; a revealed one its `party`; a drawn one `public` and `result`, the
#: SHA-256 of result.json.
Opened = Mapping[str, object]


@dataclass
class LoggedDraw:
    """The leaves of one draw id, with their positions."""

    committed: list[tuple[int, Opened]] = field(default_factory=list)
    revealed: list[tuple[int, Opened]] = field(default_factory=list)
    drawn: list[tuple[int, Opened]] = field(default_factory=list)


def draws_in_log(leaves: Iterable[object]) -> dict[str, LoggedDraw]:
    """The draws of a log by their ids. `leaves` are all of its leaves, decoded, from the first on."""
    found: dict[str, LoggedDraw] = {}
    for position, leaf in enumerate(leaves):
        if not isinstance(leaf, Mapping) or leaf.get("k") not in (COMMITTED, REVEALED, DRAWN):
            continue
        said = leaf.get("o")
        if isinstance(said, Mapping):
            logged = found.setdefault(str(said.get("draw")), LoggedDraw())
            of = {COMMITTED: logged.committed, REVEALED: logged.revealed, DRAWN: logged.drawn}
            of[leaf["k"]].append((position, said))
    return found


def evidence(logged: LoggedDraw | None, expected: Opened, silent: Collection[str] = ()) -> list[str]:
    """Where the log contradicts a bundle of which `expected` is what its leaf would say, and who did not reveal."""
    if logged is None:
        return ["日志里没有这次抽取"]
    found = []
    if len({said.get("commitment") for _, said in logged.committed}) > 1:
        found.append(f"同一抽取编号在日志里先定了不同的承诺:{_places(logged.committed)}")
    if len(logged.drawn) > 1:
        found.append(f"同一抽取编号在日志里抽了 {len(logged.drawn)} 次:{_places(logged.drawn)}")
    if not logged.drawn:
        found.append("日志里有先定的承诺,没有抽取结果")
    if not logged.committed:
        found.append("日志里没有先定的承诺")
    elif logged.drawn and logged.committed[0][0] > logged.drawn[0][0]:
        found.append(f"日志里抽取在前({_places(logged.drawn[:1])}),承诺在后({_places(logged.committed[:1])})")
    found += [
        f"日志第 {position} 条记着参与方“{said.get('party')}”公开了口令,本包却作没有公开"
        for position, said in logged.revealed
        if said.get("party") in silent
    ]
    for position, said in (*logged.committed, *logged.drawn):
        found += [
            f"日志第 {position} 条所记的{_WORDS[key]}与本包不同"
            for key in _WORDS
            if key in said and said[key] != expected[key]
        ]
    return found


_WORDS = {"commitment": "承诺", "public": "公开值", "result": "抽取结果"}


def _places(leaves: list[tuple[int, Opened]]) -> str:
    return "、".join(f"第 {position} 条" for position, _ in leaves)

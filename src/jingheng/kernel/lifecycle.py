"""One table of moves per thing: it drives enforcement, buttons, the printed diagram and the exhaustive test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from jingheng.kernel.actor import Actor
from jingheng.kernel.refusal import Refusal, ensure

Rule = Callable[[Any, Actor], Refusal | None]


class HasState(Protocol):
    """What every thing's facts have in common."""

    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Move:
    action: str
    sources: frozenset[str]
    target: str
    permission: str
    event: str
    label: str
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: pressable, or shown with the reason why not yet."""

    action: str
    label: str
    refusal: Refusal | None

    @property
    def enabled(self) -> bool:
        return self.refusal is None


class Lifecycle:
    """The moves of one thing. What is not listed is refused."""

    def __init__(self, *, name: str, states: dict[str, str], moves: tuple[Move, ...]) -> None:
        self.name = name
        self.states = states
        self.moves = moves
        self._by_action = {move.action: move for move in moves}
        if len(self._by_action) != len(moves):
            raise ValueError(f"{name}: two moves of one name")
        unknown = {state for move in moves for state in (*move.sources, move.target)} - set(states)
        if unknown:
            raise ValueError(f"{name}: unknown states {sorted(unknown)}")

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves)

    def move(self, action: str) -> Move:
        return self._by_action[action]

    def refusal(self, action: str, facts: HasState, actor: Actor) -> Refusal | None:
        """Why this person may not do this now; None if he may."""
        move = self._by_action.get(action)
        if move is None or not actor.may(move.permission):
            return Refusal("not-permitted", "您目前的职责不能办理此事项。")
        if facts.state not in move.sources:
            return Refusal(
                "wrong-state",
                f"当前状态为“{self.states.get(facts.state, facts.state)}”，不能“{move.label}”。请刷新页面查看最新情况。",
            )
        return next((refusal for rule in move.rules if (refusal := rule(facts, actor))), None)

    def ensure(self, action: str, facts: HasState, actor: Actor) -> Move:
        ensure(self.refusal(action, facts, actor))
        return self._by_action[action]

    def offers(self, facts: HasState, actor: Actor) -> list[Offer]:
        """Buttons for this person now: only moves that he may make and that start here."""
        return [
            Offer(move.action, move.label, self.refusal(move.action, facts, actor))
            for move in self.moves
            if actor.may(move.permission) and facts.state in move.sources
        ]

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the generated page."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {state}: {word}" for state, word in self.states.items()]
        lines += [
            f"    {source} --> {move.target}: {move.label}" for move in self.moves for source in sorted(move.sources)
        ]
        return "\n".join(lines)

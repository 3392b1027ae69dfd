"""What every page carries around its content. `config` fills a `Shell` and puts it into the context as `shell`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jingheng.kernel.period import SHANGHAI


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    icon: str  # a symbol of the icon sprite
    url: str
    active: bool = False
    badge: int = 0
    late: bool = False  # something behind the badge is late: the badge turns red


@dataclass(frozen=True, slots=True)
class NavGroup:
    label: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """One office and post that a person may act in."""

    key: str
    label: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Acting:
    person: str
    number: str
    office: str
    role: str
    roles: tuple[Role, ...] = ()
    switch_url: str = ""  # takes POST `role` and `next`


@dataclass(frozen=True, slots=True)
class Shell:
    acting: Acting
    at: datetime
    navigation: tuple[NavGroup, ...] = ()
    secrecy: str = "工作秘密"
    to_do_url: str = "/"
    to_do_count: int = 0
    to_do_late: int = 0
    search_url: str = "/search"
    help_url: str = "/help"
    sign_out_url: str = "/logout"
    support: str = ""

    @property
    def watermark(self) -> str:
        """Name, number and minute: enough to find who photographed a screen, and when."""
        return f"{self.acting.person} {self.acting.number} {self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

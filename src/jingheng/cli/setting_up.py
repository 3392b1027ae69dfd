"""`jingheng setup` and `jingheng demo`: first use, for work and for trying out."""

from __future__ import annotations

import argparse
from typing import Any

from jingheng.cli.arguments import DONE, Unreadable, say


def add_commands(commands: Any) -> None:
    setup = commands.add_parser("setup", help="首次使用：本院、三名管理员和一次性密码")
    setup.add_argument("--code", metavar="CODE", help="单位代码")
    setup.add_argument("--name", metavar="NAME", help="单位名称")
    setup.add_argument("--level", metavar="LEVEL", help="层级：最高检、省级院、市级院、基层院")
    setup.add_argument("--starts-in", metavar="YYYY-MM", help="启用月，默认本月")
    setup.add_argument(
        "--ledger",
        choices=("sha256", "sm3"),
        default="sha256",
        help="账本的杂凑算法，定了不能改：sha256（默认，签名 Ed25519）或 sm3（国密，签名 SM2，供须过密评的单位）",
    )
    for number, word in enumerate(("系统管理员", "安全管理员", "审计管理员"), 1):
        setup.add_argument(f"--admin{number}", metavar="姓名", help=word)
    setup.set_defaults(run=run_setup)
    demo = commands.add_parser("demo", help="在空的数据目录里建立演示数据并启动")
    demo.add_argument("--port", type=int, default=8000, metavar="PORT", help="端口，默认 8000")
    demo.add_argument("--no-serve", action="store_true", help="只建立数据，不启动服务")
    demo.set_defaults(run=run_demo)


def _ask(given: str | None, question: str) -> str:
    answer = given or input(f"{question}：").strip()
    if not answer:
        raise Unreadable(f"需要填写{question}。")
    return answer


def run_setup(given: argparse.Namespace) -> int:
    from jingheng.cli.home import is_used, prepare

    prepare()
    from django.utils import timezone

    from jingheng.contexts.org.api import LEVELS, found_office
    from jingheng.kernel.period import Month

    if is_used():
        raise Unreadable(
            "数据目录里已经有机构，不能再次首次设置。增加机构请在“机构与人员”页面办理或用 jingheng import offices。"
        )
    at = timezone.now()
    level = LEVELS.find(_ask(given.level, "层级（最高检、省级院、市级院、基层院）"))
    if level is None:
        raise Unreadable("层级应为：最高检、省级院、市级院、基层院。")
    try:
        starts_in = Month.parse(given.starts_in) if given.starts_in else Month.of(at)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    code, name = _ask(given.code, "单位代码"), _ask(given.name, "单位名称")
    names = [
        _ask(given.admin1, "系统管理员姓名"), _ask(given.admin2, "安全管理员姓名"), _ask(given.admin3, "审计管理员姓名"),
    ]  # fmt: skip
    accounts = found_office(
        code=code, name=name, level=level.code, starts_in=starts_in, administrators=names, at=at,
        algorithm=given.ledger,
    )  # fmt: skip
    say(f"{name}（{code}）已建立，启用月 {starts_in}。三名管理员的一次性密码只显示这一次，请当面交付，首次登录须修改：")
    for account in accounts:
        say(f"  {account.duty}  {account.name}  用户名 {account.username}  一次性密码 {account.password}")
    say("下一步：运行 jingheng serve 启动服务，由系统管理员导入人员，由安全管理员授予职责。")
    return DONE


def run_demo(given: argparse.Namespace) -> int:
    from jingheng.cli.home import is_used, prepare
    from jingheng.cli.serving import LOCAL, choose_transport, free_port, serve_home

    if not given.no_serve:
        free_port(LOCAL, given.port)
    choose_transport(LOCAL)
    prepare()
    from django.conf import settings
    from django.utils import timezone

    if is_used():
        raise Unreadable(
            f"数据目录 {settings.HOME} 里已经有数据。演示已经建过的，运行 jingheng serve 启动；"
            "要重新建的，请把 JINGHENG_HOME 指向一个空目录。"
        )
    from jingheng.cli.demonstration.build import build, demo_accounts

    at = timezone.now()
    build(at=at)
    say("演示数据已建立。数字取自公开报道，机构和人员全部虚构。各角色的演示账号：")
    for line in demo_accounts(at=at):
        say("  " + line)
    if given.no_serve:
        return DONE
    return serve_home(LOCAL, given.port)

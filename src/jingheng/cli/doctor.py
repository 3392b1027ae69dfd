"""`jingheng doctor`: what is wrong with this installation, and what to do about each fault."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from jingheng.cli.arguments import DONE, FINDINGS, say

FREE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """`grade` is 正常, 提示 or 故障; only the last makes the command fail."""

    grade: str
    what: str
    to_do: str = ""


def add_commands(commands: Any) -> None:
    doctor = commands.add_parser("doctor", help="检查设置、密钥、磁盘、数据库和空缺的职责")
    doctor.add_argument("--json", action="store_true", help="供程序读取")
    doctor.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    from jingheng.cli.home import prepare_existing

    prepare_existing()
    findings = [finding for check in CHECKS for finding in check()]
    if given.json:
        say(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            say(f"[{finding.grade}] {finding.what}" + (f"\n       → {finding.to_do}" if finding.to_do else ""))
    return FINDINGS if any(finding.grade == "故障" for finding in findings) else DONE


def settings_sound() -> Iterator[Finding]:
    from django.conf import settings
    from django.core.checks import run_checks

    messages = [m for m in run_checks(include_deployment_checks=True) if m.level >= 30]
    for message in messages:
        yield Finding(
            "提示", f"设置：{message.msg}", "见 docs/operators 中的设置说明；仅本机试用可以不理会 HTTPS 一类提示。"
        )
    if settings.DEBUG:
        yield Finding("故障", "DEBUG 已打开，出错页会泄露内容。", "去掉环境变量 DEBUG 后重启。")
    if not messages:
        yield Finding("正常", "设置通过部署检查。")


def key_kept() -> Iterator[Finding]:
    from django.conf import settings

    path = settings.HOME / "secret_key"
    if path.exists() and path.stat().st_mode & 0o077:
        yield Finding("故障", f"密钥文件 {path} 其他人可读。", f"运行 chmod 600 {path}")
    else:
        yield Finding("正常", "签名密钥只有服务账户可读。")


def arithmetic_right() -> Iterator[Finding]:
    """A few known answers: digests, percentages, the tree of the calendar."""
    from jingheng.kernel.percentages import shares

    known = hashlib.sha256("镜衡".encode()).hexdigest()[:8] == "9fdf633c"
    fair = shares([143, 156, 118], 2, "absorb") == ["34.29", "37.41", "28.30"]
    if known and fair:
        yield Finding("正常", "自检：摘要与占比计算正确。")
    else:
        yield Finding(
            "故障", "自检没有通过：摘要或占比计算结果不对。", "请停止使用并联系技术支持，可能是解释器或程序文件损坏。"
        )


def disk_roomy() -> Iterator[Finding]:
    from django.conf import settings

    free = shutil.disk_usage(settings.HOME).free
    grade = "正常" if free >= FREE_BYTES else "故障"
    yield Finding(
        grade,
        f"数据目录 {settings.HOME} 可用空间 {free / 2**30:.1f} GiB。",
        "" if grade == "正常" else "请清理磁盘或迁移数据目录。",
    )


def database_sound() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check")
            sound = cursor.fetchone()[0] == "ok"
            cursor.execute("PRAGMA foreign_key_check")
            sound = sound and not cursor.fetchall()
            yield (
                Finding("正常", "数据库完整（SQLite）。")
                if sound
                else Finding("故障", "数据库完整性检查没有通过。", "停止服务，用最近一次备份恢复到新的数据目录。")
            )
            return
        cursor.execute("SHOW lc_ctype")
        locale = cursor.fetchone()[0]
        grade = "提示" if locale in ("C", "POSIX") else "正常"
        yield Finding(
            grade,
            f"数据库 PostgreSQL，lc_ctype={locale}。",
            "建议以 --locale=C.UTF-8 重建，否则中文排序和分类不准。" if grade == "提示" else "",
        )


def papers_possible() -> Iterator[Finding]:
    from jingheng.platform.documents.pdf import pdf_available, substituted_fonts

    if not pdf_available():
        yield Finding(
            "提示",
            "没有安装 LibreOffice：公文可以导出 Word，不能导出 PDF。",
            "需要 PDF 时安装 libreoffice-writer-nogui。",
        )
    elif replaced := substituted_fonts():
        yield Finding(
            "提示",
            f"公文字体由替代字体显示：{'、'.join(replaced)}。",
            "在服务器上安装单位已购的方正小标宋、仿宋_GB2312、楷体_GB2312。",
        )
    else:
        yield Finding("正常", "公文字体齐全。")


def duties_filled() -> Iterator[Finding]:
    """Every duty that lacks two unconflicted persons, and who does the work until there are (decisions §8)."""
    from django.utils import timezone

    from jingheng.contexts.org.api import Office, duties_held, thin_duties
    from jingheng.kernel.period import local_date

    today = local_date(timezone.now())
    offices = list(Office.objects.order_by("code"))
    found = {office: list(thin_duties(duties_held(office, on=today))) for office in offices}
    for office, thin in found.items():
        if thin:
            yield Finding(
                "提示",
                f"{office.name}：不足两名无冲突人员的职责：{'、'.join(one.words for one in thin)}。",
                "请安全管理员增授职责：先从其他部门人员中选，其次由分管副检察长指定，仍没有的由上级院代行"
                "（小院可把上级院督察员授予本院检务督察员）。",
            )
    if not offices:
        yield Finding("提示", "还没有机构。", "运行 jingheng setup，或 jingheng import offices。")
    elif not any(found.values()):
        yield Finding("正常", "每项职责都有两名以上无冲突的人员。")


def names_forgotten() -> Iterator[Finding]:
    """Private persons' names that should have given way to pseudonyms (decisions §5)."""
    from django.utils import timezone

    from jingheng.contexts.records.api import standing_of_forgetting

    found = standing_of_forgetting(timezone.now())
    if found.overdue:
        yield Finding(
            "故障",
            f"第三人姓名匿名化：到期 {found.due} 件，其中逾期超过 {found.grace_days} 日 {found.overdue} 件。",
            "请用 jingheng serve 启动服务，到期的由后台自动办理；服务一直开着的，看日志中 keeps its private names 的原因。",
        )
    elif found.due:
        yield Finding("提示", f"第三人姓名匿名化：到期 {found.due} 件，由后台自动办理。")
    else:
        yield Finding("正常", "第三人姓名匿名化：没有到期未办的。")
    if found.unanswered:
        yield Finding(
            "提示",
            f"另有 {found.unanswered} 件已满年限，因填报人还没有确认是不是本院同事，姓名仍保留。",
            "填报人的待办里有“确认被记录人是不是本院同事”；填报人已离开的，由检务督察与其联系。",
        )


def ledger_witnessed() -> Iterator[Finding]:
    """Does anybody outside hold our logs to what they were, and how long is it since (integrity §1)?"""
    from django.utils import timezone

    from jingheng.contexts.witnesses.api import watching, whole_overview

    seen = whole_overview(at=timezone.now())
    for state in (*seen.logs, *seen.closed):
        if state.key_lost:
            yield Finding(
                "故障",
                f"账本 {state.log.origin} 的密钥不在原处，不能再签检查点。",
                f"从保管人处取回；确已丢失的，运行 jingheng ledger keys lost {state.log.origin}。",
            )
        for line in state.lines:
            if line.failure and line.failure.is_alarm:
                yield Finding(
                    "故障" if state.log.closed_at is None else "提示",
                    f"账本 {state.log.origin}：{line.failure.words}（{line.witness.name}）",
                    line.failure.to_do,
                )
    for one in watching():
        if one.stories:
            yield Finding(
                "故障",
                f"{one.row.name}的账本 {one.row.origin} 有两种说法，本服务器已留存证据。",
                "保留现场，告知双方审计管理员。",
            )
    if not seen.witnesses:
        yield Finding(
            "提示",
            "账本没有见证人：管着服务器和密钥的人可以把整本账重做一遍而不被发现。",
            "请上级院、下级院或者派驻纪检监察组见证，三步见 docs/operators/witnesses.md 或“账本与见证”页。",
        )
    elif wide := [state for state in seen.logs if state.window.is_wide]:
        yield Finding(
            "提示",
            f"{len(wide)} 本账本超过 {seen.norm_hours} 小时没有见证，例如 {wide[0].log.origin}：{wide[0].window.words}。",
            "看“账本与见证”页上每个见证人的情况；用文件交换的，请导出请求文件送签。",
        )
    else:
        yield Finding("正常", f"账本都有见证（{len(seen.witnesses)} 个见证人，{seen.needed} 个签名算数）。")
    if seen.caution:
        yield Finding("提示", seen.caution)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    settings_sound, key_kept, arithmetic_right, disk_roomy, database_sound, papers_possible, duties_filled,
    names_forgotten, ledger_witnessed,
)  # fmt: skip

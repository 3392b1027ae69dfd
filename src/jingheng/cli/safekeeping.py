"""`jingheng backup` and `restore`: the whole data folder in one file, taken online, checked before it counts."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from jingheng.cli.arguments import DONE, Unreadable, say
from jingheng.kernel.period import SHANGHAI

_MANIFEST = "manifest.json"
_DATABASE = "jingheng.sqlite3"
_DUMP = "jingheng.pgdump"


def add_commands(commands: Any) -> None:
    backup = commands.add_parser("backup", help="在线备份到一个文件，并校验")
    backup.add_argument("out", type=Path, metavar="OUT", help="备份写到这个文件")
    backup.set_defaults(run=lambda given: run_backup(given.out))
    restore = commands.add_parser("restore", help="从备份恢复到空的数据目录")
    restore.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    restore.set_defaults(run=lambda given: run_restore(given.file))


def run_backup(out: Path) -> int:
    from django.conf import settings

    from jingheng import __version__
    from jingheng.cli.home import prepare_existing

    prepare_existing()
    if out.exists():
        raise Unreadable(f"{out} 已经存在，为免覆盖没有备份。请换一个文件名。")
    with tempfile.TemporaryDirectory(dir=settings.HOME, prefix="backup-") as folder:
        staging = Path(folder)
        _copy_database(staging)
        members = {path.name: path for path in staging.iterdir()}
        members["secret_key"] = settings.HOME / "secret_key"
        files = settings.HOME / "files"
        members |= {str(path.relative_to(settings.HOME)): path for path in sorted(files.rglob("*")) if path.is_file()}
        members = {name: path for name, path in members.items() if path.exists()}
        manifest = {
            "version": __version__,
            "taken_at": datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            "engine": "sqlite" if (staging / _DATABASE).exists() else "postgresql",
            "sha256": {name: _digest(path) for name, path in members.items()},
        }
        (staging / _MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        partial = out.with_name(out.name + ".partial")
        try:
            with tarfile.open(partial, "w:gz", compresslevel=3) as tar:
                tar.add(staging / _MANIFEST, _MANIFEST)
                for name, path in members.items():
                    tar.add(path, name)
            _verified(partial)
            partial.chmod(0o600)
            partial.replace(out)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise Unreadable(
                f"备份没有完成：{error.strerror or error}。请检查 {out.parent} 的空间和权限，原有数据没有变化。"
            ) from error
    say(f"备份完成并已校验：{out}（{out.stat().st_size:,} 字节，{len(members)} 个文件）。备份含密钥，请妥善保管。")
    return DONE


def run_restore(file: Path) -> int:
    from django.conf import settings

    from jingheng.cli.home import prepare, start

    start()
    existing = [path.name for path in settings.HOME.iterdir() if path.name != "secret_key"]
    if existing:
        raise Unreadable(
            f"数据目录 {settings.HOME} 不是空的（{'、'.join(sorted(existing)[:3])} 等）。请把 JINGHENG_HOME 指向一个空目录后再恢复。"
        )
    try:
        manifest = _verified(file)
        _unpack(file, settings.HOME, list(manifest["sha256"]))
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise Unreadable(f"{file} 不是完整的镜衡备份：{error}") from error
    if manifest["engine"] == "postgresql":
        _load_dump(settings.HOME / _DUMP)
    prepare()
    taken_at = datetime.fromisoformat(manifest["taken_at"]).astimezone(SHANGHAI)
    say(
        f"已恢复 {taken_at:%Y-%m-%d %H:%M} 的备份（版本 {manifest['version']}）。请运行 jingheng doctor 检查后再启动服务。"
    )
    return DONE


def _unpack(file: Path, folder: Path, names: list[str]) -> None:
    """Plain files under the names of the manifest, each within the folder, readable for their owner alone."""
    with tarfile.open(file, "r:gz") as tar:
        for name in names:
            target, content = (folder / name).resolve(), tar.extractfile(name)
            if content is None or not target.is_relative_to(folder):
                raise ValueError(f"{name} 不应在备份里")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as written:
                target.chmod(0o600)
                shutil.copyfileobj(content, written)


def _copy_database(staging: Path) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(staging / _DATABASE) as copy:
            connection.connection.backup(copy)
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0]
        copy.close()
        if sound != "ok":
            raise Unreadable(f"数据库完整性检查没有通过：{sound}。请先运行 jingheng doctor。")
        return
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={staging / _DUMP}", *_postgres_arguments()]
    _run_postgres(command)


def _load_dump(dump: Path) -> None:
    _run_postgres(["pg_restore", "--no-owner", "--clean", "--if-exists", *_postgres_arguments("--dbname="), str(dump)])
    dump.unlink()


def _postgres_arguments(database: str = "") -> list[str]:
    from django.db import connection

    given = connection.settings_dict
    options = {
        "--host": given["HOST"] or given.get("OPTIONS", {}).get("host", ""),
        "--port": given["PORT"],
        "--username": given["USER"],
    }
    return [f"{key}={value}" for key, value in options.items() if value] + [database + given["NAME"]]


def _run_postgres(command: list[str]) -> None:
    import os

    from django.db import connection

    if shutil.which(command[0]) is None:
        raise Unreadable(f"需要 {command[0]}（软件包 postgresql-client），请安装后重试。")
    environment = os.environ | {"PGPASSWORD": connection.settings_dict.get("PASSWORD") or ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unreadable(
            f"{command[0]} 没有成功：{done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verified(file: Path) -> dict[str, Any]:
    """The manifest, once every member has been read back and compared with it."""
    with tarfile.open(file, "r:gz") as tar:
        first = tar.next()
        if first is None or first.name != _MANIFEST:
            raise ValueError("缺少清单")
        handle = tar.extractfile(first)
        manifest: dict[str, Any] = json.loads(handle.read()) if handle else {}
        expected = dict(manifest["sha256"])
        for member in tar:
            if member.name == _MANIFEST:
                continue
            content = tar.extractfile(member)
            if content is None or hashlib.file_digest(content, "sha256").hexdigest() != expected.pop(member.name, None):  # type: ignore[arg-type]
                raise ValueError(f"{member.name} 与清单不符")
        if expected:
            raise ValueError(f"缺少 {'、'.join(sorted(expected))}")
    return manifest

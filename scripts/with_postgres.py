"""Run a command with DATABASE_URL pointing at a PostgreSQL cluster made for it and thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def binaries() -> Path:
    """Debian keeps initdb and pg_ctl out of the PATH, one folder per major version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    sys.exit("需要 PostgreSQL:请以 root 运行 apt-get install postgresql 后重试。")


def main() -> int:
    bin_folder = binaries()
    folder = Path(tempfile.mkdtemp(prefix="jingheng-pg-"))
    as_root = os.geteuid() == 0
    if as_root:  # PostgreSQL refuses to run as root
        postgres = pwd.getpwnam("postgres")
        os.chown(folder, postgres.pw_uid, postgres.pw_gid)

    def run(*command: str) -> None:
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if as_root else []
        subprocess.run([*prefix, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    # C.UTF-8 and not C: with C, Chinese text has no classes. fsync off: this cluster is thrown away.
    run(
        str(bin_folder / "initdb"),
        "-D",
        f"{folder}/data",
        "-U",
        "jingheng",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c full_page_writes=off -c max_connections=60"
    run(str(bin_folder / "pg_ctl"), "-D", f"{folder}/data", "-o", options, "-l", f"{folder}/log", "-w", "start")
    try:
        environment = os.environ | {"DATABASE_URL": f"postgres://jingheng@/postgres?host={folder}"}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        run(str(bin_folder / "pg_ctl"), "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

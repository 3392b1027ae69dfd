"""The data folder: made and migrated by whichever command first meets it."""

from __future__ import annotations

import os
from pathlib import Path

from jingheng.cli.arguments import Unreadable


def prepare() -> None:
    """Set Django up and bring the database to the present schema. Safe to call while another process does the same."""
    start()
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def prepare_existing() -> None:
    """`prepare()` for what only reads: in the wrong folder it says so and leaves nothing behind."""
    home = Path(os.environ.get("JINGHENG_HOME", "./var")).resolve()
    if "DATABASE_URL" not in os.environ and not (home / "jingheng.sqlite3").exists():
        raise Unreadable(
            f"数据目录 {home} 里没有镜衡的数据，什么都没有建立。请进入安装目录再运行，或者把 JINGHENG_HOME 指向数据目录；"
            "第一次使用的，先运行 jingheng setup。"
        )
    prepare()


def take_statistics() -> None:
    """Tell SQLite how its tables are filled, from samples: without it long lists are walked along the wrong index.

    PostgreSQL does so by itself.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=1000")
            cursor.execute("ANALYZE")


def start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jingheng.config.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.HOME.mkdir(parents=True, exist_ok=True)


def is_used() -> bool:
    """Whether anything of an office is in the data folder."""
    from jingheng.contexts.org.api import Office

    return Office.objects.exists()

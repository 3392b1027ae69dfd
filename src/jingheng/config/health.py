"""Is the process alive; is it ready to serve."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Ready means: the database answers and is migrated."""
    try:
        executor = MigrationExecutor(connection)
        pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "reason": "数据库不可用"}, status=503)
    if pending:
        return JsonResponse({"status": "unavailable", "reason": "数据库尚未升级"}, status=503)
    return JsonResponse({"status": "ready"})

"""What the audit administrator may read of the ledger."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jingheng.contexts.ledger.models import Entry
from jingheng.kernel.actor import Actor

WORDS = {
    "account.opened": "开立账号",
    "account.password-changed": "修改密码",
    "account.password-reset": "重置密码",
    "account.enabled": "启用账号",
    "account.disabled": "停用账号",
    "duty.granted": "授予职责",
    "duty.ended": "终止职责",
    "office.founded": "建立机构",
    "import.asked": "提交导入",
    "import.offices": "导入机构",
    "import.people": "导入人员",
    "import.posts": "导入任职",
    "import.cases": "导入案件",
}


def audited(actor: Actor) -> QuerySet[Entry]:
    """Administration of one's own office, and what the system did. Filings, readings and reviews are not in it."""
    return Entry.objects.filter(Q(office_id=actor.office_id) | Q(office_id=None), event__in=sorted(WORDS))

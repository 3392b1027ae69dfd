from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "jingheng.contexts.ledger"
    label = "ledger"
    verbose_name = "账本"

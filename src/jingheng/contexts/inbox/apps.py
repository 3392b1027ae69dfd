from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "jingheng.contexts.inbox"
    label = "inbox"
    verbose_name = "待办"

    def ready(self) -> None:
        from jingheng.contexts.inbox.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

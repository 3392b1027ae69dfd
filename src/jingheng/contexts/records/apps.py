from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "jingheng.contexts.records"
    label = "records"
    verbose_name = "记录报告"

    def ready(self) -> None:
        from jingheng.contexts.records.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

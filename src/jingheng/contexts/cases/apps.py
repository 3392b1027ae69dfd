from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "jingheng.contexts.cases"
    label = "cases"
    verbose_name = "案件"

    def ready(self) -> None:
        from jingheng.contexts.cases.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

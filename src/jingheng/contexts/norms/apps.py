from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "jingheng.contexts.norms"
    label = "norms"
    verbose_name = "规则登记"

    def ready(self) -> None:
        from jingheng.contexts.norms.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "jingheng.contexts.draws"
    label = "draws"
    verbose_name = "抽查"

    def ready(self) -> None:
        from jingheng.contexts.draws.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

from django.apps import AppConfig


class WitnessesConfig(AppConfig):
    name = "jingheng.contexts.witnesses"
    label = "witnesses"
    verbose_name = "账本与见证"

    def ready(self) -> None:
        from jingheng.contexts.witnesses.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

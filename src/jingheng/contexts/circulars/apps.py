from django.apps import AppConfig


class CircularsConfig(AppConfig):
    name = "jingheng.contexts.circulars"
    label = "circulars"
    verbose_name = "通报"

    def ready(self) -> None:
        from jingheng.contexts.circulars.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

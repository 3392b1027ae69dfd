from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "jingheng.contexts.org"
    label = "org"
    verbose_name = "机构与人员"

    def ready(self) -> None:
        from jingheng.contexts.org.bound import bind_tables  # noqa: PLC0415  (models are there only now)

        bind_tables()

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "jingheng.contexts.cases"
    label = "cases"
    verbose_name = "案件"

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "jingheng.contexts.records"
    label = "records"
    verbose_name = "记录报告"

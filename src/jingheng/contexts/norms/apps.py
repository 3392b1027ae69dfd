from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "jingheng.contexts.norms"
    label = "norms"
    verbose_name = "规则登记"

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jingheng.contexts.desk"
    label = "desk"
    verbose_name = "首页"

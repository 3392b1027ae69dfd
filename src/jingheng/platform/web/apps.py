from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "jingheng.platform.web"
    label = "web"
    verbose_name = "界面"

from django.apps import AppConfig


class CircularsConfig(AppConfig):
    name = "jingheng.contexts.circulars"
    label = "circulars"
    verbose_name = "通报"

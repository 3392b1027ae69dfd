from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "jingheng.platform.search"
    label = "search"

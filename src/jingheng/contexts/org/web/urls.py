from django.urls import path

from jingheng.contexts.org.web import accounts, log, offices, people, sign_in

urlpatterns = [
    path("login", sign_in.sign_in, name="sign-in"),
    path("logout", sign_in.sign_out, name="sign-out"),
    path("password", sign_in.password, name="password"),
    path("acting", sign_in.act_in, name="act-in"),
    path("org/", offices.tree_page, name="org-offices"),
    path("org/roles", offices.roles_page, name="org-roles"),
    path("org/offices/<str:code>", offices.office_page, name="org-office"),
    path("org/people/<str:number>", people.person_page, name="org-person"),
    path("org/people/<str:number>/duties", people.grant, name="org-duty-grant"),
    path("org/duties/<int:holding_id>/end", people.end, name="org-duty-end"),
    path("org/people/<str:number>/account", accounts.open_, name="org-account-open"),
    path("org/people/<str:number>/account/<str:action>", accounts.act, name="org-account-act"),
    path("log/", log.log_page, name="org-log"),
    path("log/export", log.export, name="org-log-export"),
]

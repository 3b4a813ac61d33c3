"""The desk's addresses, mounted at /desk/."""

from __future__ import annotations

from django.urls import path

from liandong.faces.desk import (
    accounts,
    casepage,
    export,
    figures,
    inbox,
    moves,
    notices,
    quarantine,
    record,
    reference,
    register,
    saved,
    seat,
    teams,
)

app_name = "desk"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("export", export.export, name="export"),
    path("views", saved.saved, name="views"),
    path("views/keep", saved.keep, name="keep-view"),
    path("views/<int:pk>/drop", saved.drop, name="drop-view"),
    path("views/<int:pk>/open", saved.opening, name="open-view"),
    path("dispatch", inbox.bulk, name="bulk"),
    path("register", register.register, name="register"),
    path("ground.geojson", register.ground, name="ground"),
    path("photos", moves.upload, name="upload"),
    path("post", seat.switch, name="switch"),
    path("cases/<str:number>", casepage.case_page, name="case"),
    path("cases/<str:number>/preview", inbox.preview, name="preview"),
    path("cases/<str:number>/map.json", casepage.case_map, name="map"),
    path("cases/<str:number>/dispatch", moves.dispatch_case, name="dispatch"),
    path("cases/<str:number>/moves/<str:name>", moves.make_move, name="move"),
    path("cases/<str:number>/photos/<uuid:photo>", casepage.photo, name="photo"),
    path("cases/<str:number>/reports/<int:report>/reporter", casepage.look, name="look"),
    path("reference/kinds", reference.kinds, name="kinds"),
    path("reference/kinds/<str:code>", reference.kind, name="kind"),
    path("reference/rules", reference.rules, name="rules"),
    path("reference/rules/<str:code>", reference.rule, name="rule"),
    path("reference/limits", reference.limits, name="limits"),
    path("reference/calendar", reference.calendar, name="calendar"),
    path("reference/units", reference.unit_list, name="units"),
    path("reference/teams", teams.teams, name="teams"),
    path("reference/divisions", reference.divisions, name="divisions"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>", accounts.account, name="account"),
    path("accounts/<int:pk>/close", accounts.close, name="close-account"),
    path("posts/<int:pk>/end", accounts.end, name="end-post"),
    path("figures", figures.figures, name="figures"),
    path("figures/cases", figures.figure_cases, name="figure-cases"),
    path("figures/export", figures.export, name="figures-export"),
    path("journal", record.journal, name="journal"),
    path("quarantine", quarantine.quarantine, name="quarantine"),
    path("quarantine/<int:pk>", quarantine.quarantined, name="quarantined"),
    path("quarantine/<int:pk>/drop", quarantine.drop_row, name="drop-row"),
    path("notices", notices.notices, name="notices"),
    path("notices/read", notices.read_all, name="read-notices"),
]

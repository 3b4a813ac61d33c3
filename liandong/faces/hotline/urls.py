"""The hotline's addresses, mounted at /hotline/."""

from __future__ import annotations

from django.urls import path

from liandong.faces.hotline import call_backs, figures, look, sheet, shifts, work

app_name = "hotline"

urlpatterns = [
    path("", work.work, name="work"),
    path("bar", work.bar, name="bar"),
    path("queue", work.waiting, name="queue"),
    path("seat", work.take_seat, name="seat"),
    path("answer", work.answer, name="answer"),
    path("line/<str:what>", work.line, name="line"),
    path("transfer", work.transfer, name="transfer"),
    path("take", work.take, name="take"),
    path("finish", work.done, name="finish"),
    path("hang-up", work.hang_up, name="hang-up"),
    path("sheet", sheet.keep, name="keep"),
    path("sheet/file", sheet.file, name="file"),
    path("sheet/emergency", sheet.emergency, name="emergency"),
    path("sheet/close/<str:what>", sheet.close, name="close"),
    path("calls", figures.calls, name="calls"),
    path("calls/<int:pk>/caller", look.look, name="look"),
    path("call-backs", call_backs.listed, name="call-backs"),
    path("call-backs/<int:pk>", call_backs.call_back, name="call-back"),
    path("call-backs/<int:pk>/dial", call_backs.dial, name="dial"),
    path("figures", figures.figures, name="figures"),
    path("shifts", shifts.shifts, name="shifts"),
]

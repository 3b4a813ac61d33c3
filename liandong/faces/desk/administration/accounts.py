"""Accounts and posts, for the security administrator."""

from __future__ import annotations

import secrets
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from liandong.access.actions import close_account, end_post, grant_post, open_account, set_duty_phone
from liandong.access.models import Account, Post
from liandong.access.roles import ROLES
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.forces.queries import units
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

PAGE: Final = 50


@require_http_methods(["GET", "POST"])
@desk("post.grant")
def accounts(request: DeskRequest) -> HttpResponseBase:
    """All accounts with the posts they hold; the form opens a new one."""
    shown: dict[str, Any] = {"given": request.POST}
    if request.method == "POST":
        try:
            return opened(request)
        except Refused as refused:
            shown["refused"] = refused
    words, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    held = Post.objects.filter(Q(valid_until=None) | Q(valid_until__gt=now())).order_by("id")
    found = Account.objects.filter(username__gt=after).order_by("username").prefetch_related(Prefetch("posts", held))
    if words:
        found = found.filter(Q(username__startswith=words) | Q(name__contains=words))
    rows = list(found[: PAGE + 1])
    shown |= {"accounts": rows[:PAGE], "after": rows[PAGE - 1].username if len(rows) > PAGE else "", "q": words,
              "roles": ROLES, "word": secrets.token_urlsafe(12)}  # fmt: skip
    return render(request, "desk/accounts.html", shown, status=409 if "refused" in shown else 200)


def opened(request: DeskRequest) -> HttpResponseBase:
    """Opens an account with its first password.

    Raises:
        Refused: a field is missing, another opening has taken the number, or the password is too weak.
    """
    username, name, password = (request.POST.get(each, "").strip() for each in ("username", "name", "password"))
    if not username or not name:
        raise Refused("工号和姓名都要写。", code="input-missing", field="username")
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refused("密码太弱：{why}", code="weak-password", field="password", why=" ".join(weak.messages)) from None
    made = open_account(username, name, password, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("已开通 %(username)s") % {"username": username})
    return redirect("desk:account", pk=made.pk)


@require_http_methods(["GET", "POST"])
@desk("post.grant")
def account(request: DeskRequest, pk: int) -> HttpResponseBase:
    """One account: its posts now and before, and the form that gives another."""
    found = Account.objects.filter(pk=pk).first()
    if found is None:
        raise Refused("没有这个账号。", code="not-found")
    shown: dict[str, Any] = {
        "account": found,
        "given": request.POST,
        "roles": ROLES,
        "units": units().values(),
        "now": now(),
    }
    if request.method == "POST":
        try:
            return granted(request, found)
        except Refused as refused:
            shown["refused"] = refused
    shown["posts"] = found.posts.select_related("duty_phone").order_by("-id")
    return render(request, "desk/account.html", shown, status=409 if "refused" in shown else 200)


def granted(request: DeskRequest, found: Account) -> HttpResponseBase:
    """Gives a post.

    Raises:
        Refused: a word is unknown, or the post would join two administrators.
    """
    given = {name: request.POST.get(name, "").strip() for name in ("role", "name", "unit", "area")}
    if given["role"] not in ROLES or given["unit"] not in units():
        raise Refused("请选角色和单位。", code="input-missing", field="role")
    area = given["area"] or units()[given["unit"]].area
    if not area.isdecimal():
        raise Refused("范围要写区划代码，例如 510108012。", code="bad-area", field="area")
    grant_post(found, given["role"], name=given["name"] or ROLES[given["role"]].word, unit=given["unit"], area=area,
               matters=request.POST.get("matters", "").split(), actor=request.actor.label, now=now(),
               key=key_of(request))  # fmt: skip
    messages.success(request, gettext("已派岗"))
    return redirect("desk:account", pk=found.pk)


@require_POST
@desk("post.grant")
def end(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Ends a post from now on."""
    post = Post.objects.filter(pk=pk).first()
    if post is None:
        raise Refused("没有这个岗位。", code="not-found")
    if post.account_id == request.actor.account:
        raise Refused("自己的岗位要由别的安全管理员来收。", code="own-post")
    end_post(pk, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("岗位已收回"))
    return redirect("desk:account", pk=post.account_id)


@require_POST
@desk("post.grant")
def phone(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Keeps the telephone on which a post is reached, or forgets it."""
    set_duty_phone(pk, request.POST.get("phone", "")[:30], actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("值班电话已保存"))
    return redirect("desk:account", pk=Post.objects.get(pk=pk).account_id)


@require_POST
@desk("post.grant")
def close(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Closes an account; its open sessions stop at their next request."""
    if pk == request.actor.account:
        raise Refused("不能停用自己的账号，要由别的安全管理员来做。", code="own-account")
    if not Account.objects.filter(pk=pk).exists():
        raise Refused("没有这个账号。", code="not-found")
    close_account(pk, actor=request.actor.label, now=now(), key=key_of(request))
    messages.success(request, gettext("账号已停用"))
    return redirect("desk:account", pk=pk)

"""Changing the post one works from."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from liandong.faces.desk.session import POST


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Works from another of the posts the person holds; a post that is not theirs changes nothing."""
    held = {str(post.pk): post for post in getattr(request, "posts", [])}
    if post := held.get(request.POST.get("post", "")):
        request.session[POST] = post.pk
        messages.success(request, gettext("现在的岗位：%(post)s") % {"post": post.name})
    return redirect("desk:inbox")

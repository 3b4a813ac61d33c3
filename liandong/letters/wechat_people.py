"""Who somebody is in WeChat's own browser: the name that the official account has for them (网页授权, scope snsapi_base), nothing else.

Source: developers.weixin.qq.com, official account platform, 网页授权.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from liandong.kernel.clock import now
from liandong.letters.calling import as_json, called
from liandong.letters.contacts import Contact
from liandong.letters.models import Inlet
from liandong.letters.ports import NotSent
from liandong.letters.queries import secrets_of

SERVICE: Final = "wechat"
PLATFORM: Final = "https://open.weixin.qq.com"
OVER: Final = frozenset({40029, 40163, 41008})
"""The platform's errors for a code that it did not give, that was used, or that is missing."""


class NotKnown(Exception):
    """The platform says of nobody that they came with this code."""


def account() -> Inlet | None:
    """The official account by which people sign in: the first one that is open, None where there is none."""
    return Inlet.objects.filter(service=SERVICE, active=True).order_by("code").first()


def door(inlet: Inlet, back: str, state: str) -> str:
    """Where WeChat's browser goes to say who is there; it comes `back` with a code and with `state`."""
    given = {"appid": inlet.options["appid"], "redirect_uri": back, "response_type": "code", "scope": "snsapi_base",
             "state": state}  # fmt: skip
    return f"{inlet.options.get('platform') or PLATFORM}/connect/oauth2/authorize?{urlencode(given)}#wechat_redirect"


def contact_of(inlet: Inlet, code: str) -> Contact:
    """Whose code it is. A code is good once and for five minutes.

    Raises:
        NotKnown: it is nobody's, or was used.
        NotSent: the platform could not be asked, or the account is set up wrongly.
    """
    given = {"appid": inlet.options["appid"], "secret": secrets_of(inlet.pk, now())[0]["app_secret"],
             "code": code, "grant_type": "authorization_code"}  # fmt: skip
    answer = as_json(called(f"{inlet.address}/sns/oauth2/access_token?{urlencode(given)}"))
    if answer.get("openid"):
        return Contact(inlet.pk, str(answer["openid"])[:64])
    if answer.get("errcode") in OVER:
        raise NotKnown
    raise NotSent("credentials", f"errcode {answer.get('errcode')}")

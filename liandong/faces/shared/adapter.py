"""How signing in works here: the staff's accounts are opened by the security administrator, never by oneself."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from liandong.access.models import Account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes the sign-up that allauth brings, and says in our words why somebody does not get in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("这个账号已经停用。需要恢复，请找本单位的安全管理员。"),
        "too_many_login_attempts": gettext_lazy(
            "连续输错太多次，这个工号暂停登录 5 分钟。不是您本人在试，请马上告诉安全管理员。"
        ),
        "username_password_mismatch": gettext_lazy("工号或密码不对。再试一次；连错 5 次会暂停 5 分钟。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "enter_current_password": gettext_lazy("请输入现在的密码。"),
        "incorrect_code": gettext_lazy("口令不对，或者已经换了一组。请看验证器上现在的数字。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  the name is allauth's
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """allauth's own remarks ("signed in as …") say nothing that the page does not show."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names the account in the authenticator by its staff number."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("还有别的登录方式要靠它，现在不能解除。"),
        "cannot_generate_recovery_codes": gettext_lazy("先绑定验证器或通行密钥，才有备用码。"),
        "incorrect_code": gettext_lazy("口令不对，或者已经换了一组。请看验证器上现在的数字。"),
    }

    def get_totp_label(self, user: Account) -> str:
        return user.username

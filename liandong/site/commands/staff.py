"""Opens accounts and posts from the command line: the first administrators of a district.

    liandong staff 0901 孙明 --role system_admin --unit 510108-center --area 510108
    liandong staff 0902 马丽 --role security_admin --unit 510108-center --area 510108

The password is asked for. From then on the security administrator opens accounts on the desk.
"""

from __future__ import annotations

import argparse
import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from liandong.access.actions import grant_post, open_account
from liandong.access.models import Account
from liandong.access.roles import ROLES
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", help="the staff number, with which the person signs in")
    parser.add_argument("name")
    parser.add_argument("--role", choices=list(ROLES), required=True)
    parser.add_argument("--unit", required=True)
    parser.add_argument("--area", required=True, help="the code inside which the post holds")
    parser.add_argument("--post", default="", help="the post's name (default: the role's)")


def run(args: argparse.Namespace) -> int:
    known = Account.objects.filter(username=args.number).exists()
    password = None if known else asked_password()
    with transaction.atomic():
        account = open_account(args.number, args.name, password, actor="system", now=now())
        title = args.post or ROLES[args.role].word
        grant_post(account, args.role, name=title, unit=args.unit, area=args.area, actor="system", now=now())
    print(f"{args.number} {account.name}: {title}")
    return 0


def asked_password() -> str:
    """A password typed twice, or read from standard input where that is no terminal."""
    if not sys.stdin.isatty():
        password = again = sys.stdin.readline().rstrip("\n")
    else:
        password, again = getpass.getpass("Password: "), getpass.getpass("Again: ")
    if password != again:
        raise Refused("两次输入的密码不一样。", code="bad-password")
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refused("密码不合要求：{why}", code="bad-password", why=" ".join(weak.messages)) from weak
    return password

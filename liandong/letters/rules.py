"""A conversation by a short form, as decisions: what was said so far and what is said now in, what to answer and to do out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from liandong.letters.states import Sending

PATIENCE: Final = timedelta(minutes=15)
"""A question is answered within this time, or the report goes in as it is."""
SHORT_PATIENCE: Final = timedelta(minutes=3)
"""The same where only a photo could be missing."""
OPEN_FOR: Final = timedelta(hours=48)
MOST_TRIES: Final = 12
STRANDED: Final = timedelta(minutes=5)
"""An answer that was begun so long ago and has not ended was cut off by a crash."""
MOST_LETTERS: Final = 5000
MOST_PHOTOS: Final = 6
NO: Final = frozenset({"没有", "没", "无", "不用", "不", "否", "没照片", "没有照片", "没了", "no", "n", "none"})
DONE: Final = frozenset({"好了", "好", "完了", "发完了", "就这些", "可以", "是", "done", "ok"})
CANCEL: Final = frozenset({"取消", "不报了", "算了", "cancel"})
THANKS: Final = frozenset(
    {"谢谢", "谢谢你", "谢谢您", "多谢", "感谢", "好的", "收到", "嗯", "哦", "ok", "好", "thanks", "thank you"}
)
UNKNOWN: Final = frozenset({"不知道", "不清楚", "说不清", *NO})

ASKED: Final[Mapping[str, str]] = {
    "text": "请说说是什么事，一句话就行。",
    "place": "在哪里？请发位置，或者写下路名、院落、门牌；说不清请回“不知道”。",
    "photo": "有照片请直接发来，发完回“好了”；没有请回“没有”。",
}
SAID: Final[Mapping[str, str]] = {
    "welcome": "您好，这里受理身边的事：垃圾、路灯、坑洼、噪声……请直接写下来，想取消请回“取消”。险情请打 110、119 或 120。",
    "cancelled": "已取消，没有上报。",
    "thanks": "不客气。有事请直接写下来。",
    "unread": "这样的消息我们还读不懂，请写成文字，或者发照片、位置。",
    "filed": "已收到，编号 {number}。查询办理进度：{track}",
    "filed-public": "已收到，编号 {number}。个人信息请不要写在评论里；详情请拨 96966。",
    "refused": "没有收下：{reason}请换个说法再写一次。",
    "danger": "听起来有险情，请马上拨打 {call}。",
}


@dataclass(frozen=True, slots=True)
class Talk:
    """What somebody said since their last report. `step`: what they were asked last; `asked`: all that they were asked."""

    step: str = ""
    asked: tuple[str, ...] = ()
    text: str = ""
    words: str = ""
    lon: float | None = None
    lat: float | None = None
    photos: tuple[str, ...] = ()
    first: str = ""
    at: str = ""
    name: str = ""
    phone: str = ""
    thread: str = ""

    @property
    def empty(self) -> bool:
        return not (self.text or self.words or self.photos or self.lon is not None)


@dataclass(frozen=True, slots=True)
class Said:
    """One letter as the conversation reads it: photos as the names of files."""

    message: str
    at: str
    kind: str = "said"
    text: str = ""
    words: str = ""
    lon: float | None = None
    lat: float | None = None
    photos: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows: the talk as it stands, what to say (a name in `SAID` or "ask"), and whether it becomes a report now."""

    talk: Talk
    say: str = ""
    files: bool = False


def heard(talk: Talk, said: Said) -> Turn | None:
    """What a letter means where it needs no look at the place: a greeting, thanks, a cancellation, nothing; None otherwise."""
    word = plain(said.text)
    if said.kind == "joined":
        return Turn(talk, "" if talk.step else "welcome")
    if said.kind == "unread":
        return Turn(talk, "unread")
    if word in CANCEL and not talk.empty:
        return Turn(Talk(), "cancelled")
    if word in THANKS and talk.empty and not (said.photos or said.words or said.lon is not None):
        return Turn(talk, "thanks")
    return None


def plain(text: str) -> str:
    return text.strip().strip("。.!！~～ ").casefold()


def taken(talk: Talk, said: Said) -> Talk:
    """The talk with a letter in it. Words that answer the question for the place are the place, others are added to the text."""
    talk = replace(
        talk, first=talk.first or said.message, at=talk.at or said.at, name=talk.name or said.name,
        phone=talk.phone or said.phone, thread=said.thread or talk.thread,
        photos=(*talk.photos, *said.photos)[:MOST_PHOTOS],
    )  # fmt: skip
    if said.lon is not None:
        talk = replace(talk, lon=said.lon, lat=said.lat, words=said.words or talk.words)
    text, word = said.text.strip(), plain(said.text)
    if not text or (talk.step == "photo" and word in DONE | NO):
        return talk
    if talk.step == "place" and talk.lon is None:
        return talk if word in UNKNOWN else replace(talk, words=text[:200])
    return replace(talk, text=f"{talk.text}\n{text}".strip()[:MOST_LETTERS])


def next_turn(talk: Talk, said: Said, asks: Collection[str], *, placed: bool) -> Turn:
    """What follows a letter that is in the talk already. `placed`: the words of the report say where it is."""
    missing = {
        "text": not talk.text, "place": talk.lon is None and not talk.words and not placed,
        "photo": plain(said.text) not in DONE | NO if talk.step == "photo" else not talk.photos,
    }  # fmt: skip
    for step in ("text", "place", "photo"):
        quiet = step == talk.step == "photo"
        if step in asks and missing[step] and (step not in talk.asked or step == "text" or quiet):
            asked = talk.asked if step in talk.asked else (*talk.asked, step)
            return Turn(replace(talk, step=step, asked=asked), "" if quiet else "ask")
    return Turn(talk, files=True)


def patience(talk: Talk) -> timedelta:
    """How long an answer is waited for."""
    return SHORT_PATIENCE if talk.step == "photo" else PATIENCE


def report_text(talk: Talk) -> str:
    """What the report says where somebody sent no words."""
    return talk.text or ("只发来照片，没有文字。" if talk.photos else "只发来位置，没有文字。")


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: 10 s, 20 s, 40 s … an hour."""
    return timedelta(seconds=min(3600, 10 * 2 ** min(tries - 1, 10)))


def after_failure(code: str, tries: int, *, keyed: bool) -> Sending:
    """Where an answer stands after it failed."""
    if code == "window":
        return Sending.HELD
    if code == "refused" or tries >= MOST_TRIES:
        return Sending.DEAD
    if code == "no-answer" and not keyed:
        return Sending.UNSURE
    return Sending.WAITING


def shortened(text: str, letters: int) -> str:
    """A text that fits into one message; a link at its end stays whole."""
    if len(text) <= letters:
        return text
    head, _, link = text.rpartition("：") if "http" in text.rpartition("：")[2] else (text, "", "")
    kept = letters - len(link) - 2
    return f"{head[:kept]}…：{link}" if link and kept > 0 else f"{text[: letters - 1]}…"


def announced(title: str, text: str, link: str, letters: int) -> str:
    """An announcement as one message of so many letters: the link stays whole, what does not fit is cut."""
    end = f" {link}" if link else ""
    body = f"【{title}】{text}"
    room = letters - len(end)
    return (body if len(body) <= room else f"{body[: room - 1]}…") + end

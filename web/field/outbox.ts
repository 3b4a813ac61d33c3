import { icon, make, press } from "../elements/make";
import { showToast } from "../elements/toasts";
import { freshKey } from "../elements/upload";
import { moveOf } from "../outbox/outgoing";
import { entries, FullPhone, photosOf, replace, settle, stamp, wait } from "../outbox/store";
import type { Entry, NewEntry, Photo } from "../outbox/types";
import { fullPhone, hour, megabytes, t } from "../outbox/words";
import type { Here } from "./day";
import { nothing, type Page } from "./page";

/** All that is still to be sent, what the server refused with what to do about it, and what it has. */
export async function outboxPage(kept: Here, send: () => void): Promise<Page> {
  const waiting = kept.outbox.filter((each) => each.state === "waiting");
  const refused = kept.outbox.filter((each) => each.state === "refused");
  const settled = kept.outbox.filter((each) => each.state === "sent" || each.state === "dropped").reverse();
  const photos = new Map<string, Photo[]>();
  for (const each of [...waiting, ...refused]) photos.set(each.key, await photosOf(each.key));
  const bytes = [...photos.values()].flat().reduce((sum, each) => sum + each.bytes.byteLength, 0);
  const others = (await entries()).filter((each) => each.account !== kept.me?.account && each.state === "waiting").length;
  const count = waiting.length + refused.length;
  return {
    title: t("发件箱", "Outbox"), tab: "outbox",
    aside: make("span", "meta t1", count ? t(`还有 ${count} 件，共 ${megabytes(bytes)}`, `${count} left, ${megabytes(bytes)}`) : t("都发出了", "All sent")),
    body: [
      ...(waiting.length ? [make("ul", "tile flush mails", ...waiting.map((each, at) => unsentRow(each, photos.get(each.key) ?? [], at, refused))), press("btn btn-wide", t("现在发", "Send now"), send, "i-up")] : []),
      ...refused.map((each) => conflict(each, photos.get(each.key) ?? [], kept)),
      ...(others ? [make("p", "notice", t(`另有 ${others} 件是别人在这台手机上做的，由本人登录后发出。`, `${others} more were made here by somebody else; they are sent when that person signs in.`))] : []),
      ...(settled.length ? [make("h2", "flow-title", t("已了结", "Settled")), make("ul", "tile flush mails", ...settled.map(over))] : []),
      ...(count || settled.length ? [] : [nothing(t("发件箱是空的。没有网络时做的都会先存在这里。", "The outbox is empty. What you do without a network is kept here first."))]),
    ],
  };
}

function unsentRow(entry: Entry, photos: Photo[], at: number, refused: Entry[]): Node {
  return make("li", "mail", thumb(photos), make("span", "grow", make("b", "", entry.title), make("span", "meta", stands(entry, photos, refused))),
    make("span", "clock", t(`第 ${at + 1}`, `no. ${at + 1}`)));
}

function thumb(photos: Photo[]): Node {
  const first = photos[0];
  if (!first) return make("span", "mail-thumb", icon("i-doc"));
  const picture = make("img", "mail-thumb");
  picture.src = URL.createObjectURL(new Blob([first.bytes], { type: first.type }));
  picture.alt = "";
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
  return picture;
}

function stands(entry: Entry, photos: Photo[], refused: Entry[]): string {
  const sent = photos.filter((each) => each.sent).length;
  const parts = [hour(entry.at)];
  if (photos.length) parts.push(t(`照片 ${sent}/${photos.length} 张已上传`, `${sent} of ${photos.length} photos uploaded`));
  if (entry.about && refused.some((each) => each.about === entry.about && each.id < entry.id)) parts.push(t("等前一件定下来", "waits for the one before it"));
  else if (entry.said?.code === "signed-out") parts.push(t("登录后发出", "sent once you sign in"));
  else if (entry.said?.code === "other-post") parts.push(t("是用另一个岗位做的，换到那个岗位后发出", "made from another post; sent from that one"));
  else if (entry.said?.code === "away") parts.push(entry.said.sentence || t(`试过 ${entry.tries} 次，没有连上`, `tried ${entry.tries} times, not reached`));
  else parts.push(t("等网络", "waits for the network"));
  return parts.join(" · ");
}

const BY_THE_CLOCK = ["clock-ahead", "before-case", "too-old"];

/** What the server said, and the ways on. Nothing is lost before the person has chosen one. */
function conflict(entry: Entry, photos: Photo[], kept: Here): Node {
  const signed = entry.move === "answer" && entry.photos > 0; // a signature is a name: it becomes no photograph of anything else
  const ways = [
    ...(entry.about && entry.move !== "note" && !signed && kept.me?.may.includes("case.note") ? [press("btn", t("作为备注发出", "Send it as a note"), () => swap(entry, asNote(entry)))] : []),
    ...(entry.about && !signed && kept.me?.may.includes("case.receive") ? [press("btn", t("另报一件", "Report it anew"), () => swap(entry, asReport(entry)))] : []),
    ...(!BY_THE_CLOCK.includes(entry.said?.code ?? "") ? [] : [press("btn", t("改用现在的时间再发", "Send again with the time now"), () => again(entry))]),
    press("btn", t("再发一次", "Try again"), () => wait(entry.id)),
    press("btn btn-danger", t("不发了", "Drop it"), () => drop(entry)),
  ];
  return make("section", "tile conflict stack", make("h2", "line late-text", icon("i-alert"), t("要您看一下", "Needs you")),
    make("div", "mail", thumb(photos), make("span", "grow", make("b", "", entry.title), make("span", "meta", hour(entry.at)))),
    make("p", "", t("服务器说：", "The server said: "), make("q", "", entry.said?.sentence || entry.said?.code || "")),
    ...(words(entry) ? [make("p", "", t("您写的：", "You wrote: "), make("q", "", words(entry)))] : []),
    make("p", "meta", t("您写的和拍的都还在手机里。", "What you wrote and photographed is still on this phone.")), make("div", "two", ...ways));
}

function words(entry: Entry): string {
  const inputs = (entry.body["inputs"] ?? {}) as Record<string, unknown>;
  return String(inputs["note"] ?? inputs["reason"] ?? entry.body["text"] ?? "");
}

function asNote(entry: Entry): NewEntry {
  const note = t(`${entry.title}（${hour(entry.at)} 在现场做的，送到时案卷已有变化）${words(entry)}`, `${entry.title} (done on the spot at ${hour(entry.at)}; the case had changed by then) ${words(entry)}`);
  return base(entry, moveOf(entry.about ?? "", "note", { note: note.slice(0, 1900) }, `${t("备注：", "Note: ")}${entry.title}`, entry.place), "inputs.photos");
}

function asReport(entry: Entry): NewEntry {
  const inputs = (entry.body["inputs"] ?? {}) as { lon?: number; lat?: number };
  const text = t(`${entry.title}。${words(entry)}（原案卷 ${entry.about}）`, `${entry.title}. ${words(entry)} (case ${entry.about})`);
  const where = inputs.lon === undefined ? {} : { lon: inputs.lon, lat: inputs.lat };
  return { ...base(entry, { path: "field/reports", body: { text, place: entry.place, ...where }, title: `${t("上报：", "Report: ")}${entry.title}`, place: entry.place }, "photos"), about: null, move: null };
}

function base(entry: Entry, made: { path: string; body: Record<string, unknown>; title: string; place: string; about?: string; move?: string }, photosIn: NewEntry["photosIn"]): NewEntry {
  return {
    key: freshKey(), account: entry.account, post: entry.post, path: made.path, body: { at: entry.at, ...made.body }, photosIn, photos: entry.photos,
    about: made.about ?? null, move: made.move ?? null, title: made.title, place: made.place, at: entry.at,
  };
}

async function swap(entry: Entry, instead: NewEntry): Promise<void> {
  try {
    await replace(entry, instead);
  } catch (error) {
    showToast({ text: error instanceof FullPhone ? fullPhone() : t("没有改成，请再按一次。", "Not changed; press again."), kind: "late" });
  }
}

async function again(entry: Entry): Promise<void> {
  const at = await stamp();
  const made = { path: entry.path, body: { ...entry.body, at }, title: entry.title, place: entry.place };
  await swap(entry, { ...base(entry, made, entry.photosIn), about: entry.about, move: entry.move, at });
}

/** The only way in which something made here is not sent: the person says so twice. */
async function drop(entry: Entry): Promise<void> {
  if (!window.confirm(t(`不发“${entry.title}”？照片也会从手机里删掉。`, `Drop “${entry.title}”? Its photos are deleted from this phone too.`))) return;
  await settle(entry, { state: "dropped" });
}

function over(entry: Entry): Node {
  const { number, state_word: word } = (entry.answer ?? {}) as { number?: string; state_word?: string };
  const parts = entry.state === "dropped" ? [t("没有发出", "not sent"), entry.said?.sentence ?? ""] : [number ?? "", word ?? ""];
  return make("li", "mail", icon(entry.state === "sent" ? "s-closed" : "s-void", entry.state === "sent" ? "s done" : "s hold"),
    make("span", "grow", make("b", "", entry.title), make("span", "meta", [hour(entry.at), ...parts].filter((each) => each).join(" · "))));
}

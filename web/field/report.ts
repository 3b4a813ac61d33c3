import { icon, make, press } from "../elements/make";
import { showToast } from "../elements/toasts";
import { isEnglish } from "../elements/words";
import { located, putAway } from "../outbox/outgoing";
import { FullPhone } from "../outbox/store";
import { fullPhone, t } from "../outbox/words";
import type { Here } from "./day";
import { Form } from "./form";
import { nothing, type Page } from "./page";
import { Shots } from "./shots";
import type { Day, Kind, Me } from "./types";

const SIGNS: Record<string, string> = {
  E0102: "i-trash", C0107: "i-bulb", E0503: "i-car", C0201: "i-route", E0510: "i-sound", E0105: "i-drop", E0504: "i-car", E0109: "i-bld",
};
const SQUARES = 8;

/** Four taps: report, shutter, kind, send. Place and time come by themselves; words are for whoever wants to say more. */
export async function reportPage(kept: Here): Promise<Page> {
  const { me, day } = kept;
  if (!me || !day) return { title: t("上报", "Report"), back: "#/", body: [nothing(t("先连一次网络，把类别拿到手机里。", "Connect once, so that the kinds come to this phone."))] };
  if (!me.may.includes("case.receive")) return { title: t("上报", "Report"), back: "#/", body: [nothing(t("您的岗位不能上报。看到问题请打 96966。", "Your post cannot report. If you see a problem, call 96966."))] };
  const form = new Form("report");
  const shots = form.keepShots("photo", new Shots(t("拍照", "Take a photo"), () => form.changed()));
  const text = form.keepWords(area(t("补充说明，可以不写", "More words, if you like")), "text");
  const place = form.keepWords(line(t("地点，定位不准时写", "Place, where the position is wrong")), "place");
  const danger = make("div");
  danger.setAttribute("role", "status");
  text.addEventListener("input", () => warn(danger, text.value, day));
  const kinds = kindChoice(day, form);
  await form.restore();
  warn(danger, text.value, day);
  const send = press("btn btn-primary btn-wide btn-big", navigator.onLine ? t("上报", "Report") : t("存好，等网络发出", "Keep, send when online"), () => done(me, day, form, shots));
  return {
    title: t("上报", "Report"), back: "#/", still: true, thumb: [form.complaint, send],
    body: [shots.element, form.position(t("您站的地方就是问题的位置。", "Where you stand is where the problem is.")), make("h2", "flow-title", t("类别", "Kind")), kinds, danger, text, place],
  };
}

export function area(label: string): HTMLTextAreaElement {
  const element = make("textarea", "textarea two-lines");
  element.setAttribute("aria-label", label);
  element.placeholder = label;
  element.maxLength = 2000;
  return element;
}

export function line(label: string): HTMLInputElement {
  const element = make("input", "input");
  element.setAttribute("aria-label", label);
  element.placeholder = label;
  element.maxLength = 200;
  return element;
}

export function kindName(kind: Kind): string {
  return isEnglish() && kind.name_en ? kind.name_en : kind.name;
}

/** The frequent kinds as squares, all of them in a list. */
function kindChoice(day: Day, form: Form): Node {
  const leaves = day.kinds.filter((each) => each.parent);
  const often = day.often.slice(0, SQUARES).map((code) => leaves.find((each) => each.code === code)).filter((each): each is Kind => !!each);
  const all = make("select", "select", new Option(t("全部类别", "All kinds"), ""), ...leaves.map((each) => new Option(kindName(each), each.code)));
  all.setAttribute("aria-label", t("全部类别", "All kinds"));
  const radios = often.map((each) => {
    const radio = make("input");
    radio.type = "radio";
    radio.name = "kind";
    radio.value = each.code;
    radio.addEventListener("change", () => { all.value = ""; form.set("kind", each.code); });
    return radio;
  });
  all.addEventListener("change", () => { for (const each of radios) each.checked = false; form.set("kind", all.value); });
  form.onRestore("kind", (code) => {
    for (const each of radios) each.checked = each.value === code;
    if (!radios.some((each) => each.checked)) all.value = code;
  });
  const squares = radios.map((radio, at) => make("label", "", radio, icon(SIGNS[radio.value] ?? "i-flag"), often[at] ? kindName(often[at]) : ""));
  const group = make("div", "stack", make("div", "kinds squares", ...squares), all);
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", t("类别", "Kind"));
  return group;
}

/** Words that mean danger to life: call first. */
function warn(place: HTMLElement, words: string, day: Day): void {
  const found = Object.entries(day.danger).find(([word]) => words.includes(word));
  place.replaceChildren();
  if (!found) return;
  const call = make("a", "btn btn-danger", icon("i-phone"), t(`先打 ${found[1]}`, `Call ${found[1]} first`));
  call.href = `tel:${found[1]}`;
  place.append(make("div", "notice late stack", t(`“${found[0]}”可能有人有危险。`, `“${found[0]}” may mean that somebody is in danger.`), call));
}

async function done(me: Me, day: Day, form: Form, shots: Shots): Promise<void> {
  const kind = day.kinds.find((each) => each.code === form.words["kind"]);
  const { text = "", place = "" } = form.words;
  if (!kind && !text.trim()) return form.complain(t("请选一个类别，或写一句话。", "Choose a kind, or write a sentence."));
  const where = await form.here() ?? shots.shots.find((each) => each.where)?.where ?? null;
  const body = { text: text.trim(), place: place.trim(), ...(kind ? { kind: kind.code } : {}), ...(where ? { lon: where.lon, lat: where.lat } : {}) };
  try {
    const title = kind ? kindName(kind) : text.trim().slice(0, 30);
    await putAway(me, [{ path: "field/reports", body, title: `${t("上报：", "Report: ")}${title}`, place: place.trim(), shots: located(shots.shots, where) }], "report");
  } catch (error) {
    return form.complain(error instanceof FullPhone ? fullPhone() : t("没有存下，请再按一次。", "Not kept; press again."));
  }
  showToast({ text: t("存好了，一有网络就发出", "Kept; it is sent as soon as there is a network") });
  location.hash = "#/outbox";
}

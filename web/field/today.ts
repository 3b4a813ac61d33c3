import { icon, make, press } from "../elements/make";
import type { Where } from "../outbox/types";
import { hour, t } from "../outbox/words";
import { type Here, unsent, wordFor } from "./day";
import { link, nothing, type Page, pill } from "./page";
import { byDeadline, byRoute, placed } from "./route";
import { shiftCard } from "./shift";
import type { Day, FieldCase } from "./types";
import { metres, whereIfAllowed } from "./where";
import { far } from "./words";

const ORDER = "ld-field-order";
let here: Where | null = null;

/** Finds out where the telephone is, if it may, so that the walk begins here. */
export async function locate(): Promise<void> {
  here = await whereIfAllowed() ?? here;
}

/** Today: what to accept, handle or verify, as a walk or by deadline. */
export function today(kept: Here, refreshed: () => void): Page {
  const { me, day } = kept;
  const body: (Node | string)[] = shiftCard(kept);
  if (!day) body.push(nothing(t("还没有拿到今天的清单。连上网络就会有。", "Today's list has not come yet. It comes with the network.")));
  else body.push(...list(kept, day, refreshed));
  return { title: t("今天", "Today"), tab: "today", body, ...(me?.may.includes("case.receive") ? { fab: reportButton() } : {}),
    ...(day ? { aside: make("span", "meta t1", t(`更新于 ${hour(day.at)}`, `as of ${hour(day.at)}`)) } : {}) };
}

function reportButton(): Node {
  return link("#/report", "fab", icon("i-camera"), t("上报", "Report"));
}

function list(kept: Here, day: Day, refreshed: () => void): Node[] {
  if (!day.cases.length) return [nothing(t("今天没有要办的。路上看到问题，点“上报”。", "Nothing to do today. If you see a problem, press Report."))];
  const walk = localStorage.getItem(ORDER) !== "due";
  const sorted = walk ? byRoute(day.cases, here, Date.now()) : byDeadline(day.cases);
  const rows = make("ul", "tile flush jobs", ...sorted.map((each) => make("li", "", job(each, kept, day))));
  const more = day.more ? [make("p", "meta t1", t("只带了最先到期的；办完一些，更新后会有别的。", "Only what is due first is kept here; more comes after an update."))] : [];
  return [order(walk, day.cases.length, refreshed), rows, ...more];
}

function order(walk: boolean, count: number, refreshed: () => void): Node {
  const choose = (word: string, label: string, on: boolean): Node => {
    const element = press("", label, () => { localStorage.setItem(ORDER, word); refreshed(); });
    element.setAttribute("aria-pressed", String(on));
    return element;
  };
  return make("div", "order", make("span", "strong grow", t(`${count} 件要办`, `${count} to do`)),
    choose("walk", t("顺路", "By route"), walk), choose("due", t("按到期", "By deadline"), !walk));
}

function job(each: FieldCase, kept: Here, day: Day): Node {
  const point = placed(each);
  const away = here && point ? ` · ${far(metres(here, point))}` : "";
  const waiting = unsent(each.number, kept.outbox);
  const word = wordFor(each, day, kept.outbox);
  const marks = waiting.length ? [make("span", "tag", icon("i-up"), waiting.some((one) => one.state === "refused") ? t("要您看一下", "needs you") : t("待发出", "to be sent"))] : [pill(each.stage_due_at)];
  return link(`#/case/${each.number}`, "job", icon(`s-${each.state}`, "s"), make("b", "", word ? `${word}${t("：", ": ")}` : "", each.title),
    make("span", "job-line", make("span", "meta", each.place || t("没有写地点", "No place given"), away), ...marks));
}

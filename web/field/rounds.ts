import { icon, make, press } from "../elements/make";
import { showToast } from "../elements/toasts";
import { putAway } from "../outbox/outgoing";
import { FullPhone } from "../outbox/store";
import type { Entry } from "../outbox/types";
import { fullPhone, hour, t } from "../outbox/words";
import type { Here } from "./day";
import { link, nothing, type Page } from "./page";
import type { Asset, Me, Round, Stop } from "./types";

/** Lists to go through, and the way to the scanner. */
export function roundsPage(kept: Here): Page {
  const rounds = kept.rounds?.rounds ?? [];
  const rows = rounds.map((each) => make("li", "", link(`#/round/${each.id}`, "job", icon("i-route"), make("b", "", each.name),
    make("span", "job-line", make("span", "meta", `${each.purpose_word} · ${each.period_word}`), make("span", "tag", `${done(each, kept.outbox)} / ${each.stops.length}`)))));
  const due = (kept.rounds?.assets ?? []).filter((each) => overdue(each) && !waiting(kept.outbox, "asset", each.code));
  return {
    title: t("巡查", "Rounds"), tab: "rounds",
    ...(kept.rounds ? { aside: make("span", "meta t1", t(`更新于 ${hour(kept.rounds.at)}`, `as of ${hour(kept.rounds.at)}`)) } : {}),
    body: [
      link("#/scan", "btn btn-primary btn-wide btn-big", icon("i-camera"), t("扫码检查", "Scan a code")),
      ...(rows.length ? [make("ul", "tile flush jobs", ...rows)] : [nothing(t("没有要走的清单。", "There is no list to go through."))]),
      ...(due.length ? [make("h2", "flow-title", t(`${due.length} 处该检查了`, `${due.length} due for a check`)), make("ul", "tile flush jobs", ...due.slice(0, 30).map((each) => make("li", "", assetRow(each))))] : []),
    ],
  };
}

function overdue(each: Asset): boolean {
  return each.due_on !== null && each.due_on <= new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}

function assetRow(each: Asset): Node {
  return link(`#/asset/${each.code}`, "job", icon("i-pin"), make("b", "", each.name), make("span", "job-line", make("span", "meta", `${each.place} · ${each.code}`)));
}

/** What waits in the outbox about a stop or an asset. */
export function waiting(outbox: Entry[], what: "stop" | "asset", which: number | string): Entry | undefined {
  return outbox.filter((each) => each.path === "field/checks" && each.body[what] === which && (each.state === "waiting" || each.state === "refused")).at(-1);
}

function done(round: Round, outbox: Entry[]): number {
  return round.stops.filter((each) => each.checked || waiting(outbox, "stop", each.id)).length;
}

/** One list: a tap says that all is well; what is not has a form. Nothing is written about anybody. */
export function roundPage(kept: Here, id: string): Page {
  const round = kept.rounds?.rounds.find((each) => String(each.id) === id);
  const me = kept.me;
  if (!round || !me) return { title: t("巡查", "Rounds"), back: "#/rounds", body: [nothing(t("这张清单不在手机里了。", "This list is no longer on this phone."))] };
  return {
    title: round.name, back: "#/rounds", aside: make("span", "tag", `${done(round, kept.outbox)} / ${round.stops.length}`),
    body: [
      make("p", "meta", t(`${round.purpose_word} · ${round.period_word} · 只打勾，不写人`, `${round.purpose_word} · ${round.period_word} · ticks only, nothing about people`)),
      make("ul", "tile flush ticks", ...round.stops.map((each) => make("li", "tick-row", stopWords(each, kept.outbox), ...stopButtons(each, me, kept.outbox)))),
    ],
  };
}

function stopWords(each: Stop, outbox: Entry[]): Node {
  const unsent = waiting(outbox, "stop", each.id);
  const said = unsent ? [unsent.state === "refused" ? t("要您看一下", "needs you") : t("待发出", "to be sent")]
    : each.checked ? [`${each.checked.finding_word} ${hour(each.checked.at)}`, each.checked.case] : [];
  return make("span", "grow", make("b", "", each.place), make("span", "meta", [each.look_for, ...said].filter((word) => word).join(" · ")));
}

function stopButtons(each: Stop, me: Me, outbox: Entry[]): Node[] {
  if (each.checked || waiting(outbox, "stop", each.id)) return [icon("s-closed", "s done")];
  const fine = press("btn", t("完好", "Fine"), () => tick(each, me), "i-check");
  fine.setAttribute("aria-label", t(`${each.place}：完好`, `${each.place}: fine`));
  const other = link(`#/stop/${each.id}`, "btn btn-quiet", t("有问题", "Not fine"));
  other.setAttribute("aria-label", t(`${each.place}：有问题或进不去`, `${each.place}: a fault, or closed`));
  return [fine, other];
}

async function tick(each: Stop, me: Me): Promise<void> {
  try {
    await putAway(me, [{ path: "field/checks", body: { stop: each.id, finding: "fine" }, title: `${t("完好：", "Fine: ")}${each.place}`, place: each.place }]);
  } catch (error) {
    showToast({ text: error instanceof FullPhone ? fullPhone() : t("没有存下，请再按一次。", "Not kept; press again."), kind: "late" });
  }
}

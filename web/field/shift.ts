import { icon, make, press } from "../elements/make";
import { showToast } from "../elements/toasts";
import { putAway } from "../outbox/outgoing";
import { get } from "../outbox/server";
import { draft, FullPhone, keepDraft } from "../outbox/store";
import { fullPhone, hour, span, t } from "../outbox/words";
import type { Here } from "./day";
import { link, nothing, type Page } from "./page";
import type { Me, Roster, Stint } from "./types";
import { metres } from "./where";

interface Point {
  at: string;
  lon: number;
  lat: number;
  accuracy: number;
}

const TRACK = "track";
const APART = 60_000;
const FAR = 30;
const FLUSH = 15 * 60_000;
const MOST = 200;
const EARLY = 3_600_000;

/** Whether one is clocked in, counting what waits in the outbox as done; and since when. */
export function onNow(kept: Here): { since: string; until: string } | null {
  const clocked = kept.outbox.filter((each) => each.path === "field/stints" && each.state === "waiting").at(-1);
  const until = kept.roster?.stint?.until ?? running(kept.roster)?.ends_at ?? "";
  if (clocked) return clocked.body["on"] && until ? { since: clocked.at, until } : null;
  const stint = kept.roster?.stint;
  return stint && Date.parse(stint.until) > Date.now() ? { since: stint.began_at, until: stint.until } : null;
}

/** The shift in which one may clock in now. */
function running(roster: Roster | undefined): { starts_at: string; ends_at: string } | undefined {
  return roster?.shifts.find((each) => Date.parse(each.starts_at) - EARLY <= Date.now() && Date.parse(each.ends_at) > Date.now());
}

/** The card on top of today: on duty since, or the shift that waits for clocking in; nothing without a shift. */
export function shiftCard(kept: Here): Node[] {
  const on = onNow(kept);
  const shift = running(kept.roster);
  if (!kept.me || (!on && !shift)) return [];
  const me = kept.me;
  const words = on ? [make("b", "", t(`在岗，${hour(on.since)} 打卡`, `On duty since ${hour(on.since)}`)), make("span", "meta", t("位置只在上班时记录，保存 30 天，只有您看得到", "Positions are kept on duty only, for 30 days, and only you see them"))]
    : [make("b", "", t(`今天的班 ${hour(shift?.starts_at ?? "")}–${hour(shift?.ends_at ?? "")}`, `Shift ${hour(shift?.starts_at ?? "")}–${hour(shift?.ends_at ?? "")}`)), make("span", "meta", t("打卡以前不记位置", "No position is kept before you clock in"))];
  const act = press("btn", on ? t("下班", "Clock out") : t("上班打卡", "Clock in"), () => clock(me, !on));
  return [make("section", "tile mail", icon(on ? "s-closed" : "i-clock", on ? "s done" : "i"), make("span", "grow", ...words), act)];
}

async function clock(me: Me, on: boolean): Promise<void> {
  try {
    if (!on) await flush(me);
    await putAway(me, [{ path: "field/stints", body: { on }, title: on ? t("上班打卡", "Clock in") : t("下班打卡", "Clock out"), place: "" }]);
  } catch (error) {
    showToast({ text: error instanceof FullPhone ? fullPhone() : t("没有存下，请再按一次。", "Not kept; press again."), kind: "late" });
  }
}

let watched: number | undefined;

/** Follows the telephone while one is clocked in and the app is open, never otherwise. */
export function follow(kept: Here): void {
  const on = onNow(kept);
  if (!on && watched !== undefined) {
    navigator.geolocation.clearWatch(watched);
    watched = undefined;
  }
  if (on && kept.me && watched === undefined && "geolocation" in navigator) {
    const me = kept.me;
    watched = navigator.geolocation.watchPosition((found) => void keepPoint(me, on.until, found), () => undefined, { enableHighAccuracy: true, maximumAge: 10_000 });
  }
}

/** One point a minute, or each 30 m; a quarter of an hour of them goes into the outbox as one entry. A full telephone keeps none. */
async function keepPoint(me: Me, until: string, { coords, timestamp }: GeolocationPosition): Promise<void> {
  if (timestamp > Date.parse(until)) return;
  const points = await kept();
  const last = points.at(-1);
  const point = { at: new Date(timestamp).toISOString(), lon: coords.longitude, lat: coords.latitude, accuracy: Math.round(coords.accuracy) };
  if (last && timestamp - Date.parse(last.at) < APART && metres(last, point) < FAR) return;
  await keepDraft({ name: TRACK, words: { positions: JSON.stringify([...points, point]) }, shots: {} }).catch(() => undefined);
  const first = points[0];
  if (first && (timestamp - Date.parse(first.at) > FLUSH || points.length >= MOST)) await flush(me).catch(() => undefined);
}

async function kept(): Promise<Point[]> {
  return JSON.parse((await draft(TRACK))?.words["positions"] ?? "[]") as Point[];
}

/** Puts what was followed so far into the outbox. */
export async function flush(me: Me): Promise<void> {
  const positions = await kept();
  const [first, last] = [positions[0], positions.at(-1)];
  if (!first || !last) return;
  const title = t(`轨迹 ${hour(first.at)}–${hour(last.at)}`, `Track ${hour(first.at)}–${hour(last.at)}`);
  await putAway(me, [{ path: "field/track", body: { positions }, title, place: "" }], TRACK);
}

/** The shifts to come and one's own tracks, for the page about oneself. */
export function rosterPart(roster: Roster | undefined): Node[] {
  if (!roster || (!roster.shifts.length && !roster.stints.length)) return [];
  const shifts = roster.shifts.map((each) => make("li", "mail", icon("i-clock"), make("span", "grow", span(each.starts_at, each.ends_at))));
  const stints = roster.stints.map((each) => make("li", "", link(`#/track/${each.id}`, "mail", icon("i-route"), make("span", "grow", spanOf(each)), make("span", "meta", t(`${each.points} 个位置`, `${each.points} positions`)))));
  return [
    ...(shifts.length ? [make("h2", "flow-title", t("排班", "Roster")), make("ul", "tile flush mails", ...shifts)] : []),
    ...(stints.length ? [make("h2", "flow-title", t("我的轨迹", "My tracks"), make("span", "", t("30 天后删除", "deleted after 30 days"))), make("ul", "tile flush mails", ...stints)] : []),
  ];
}

function spanOf(stint: Stint): string {
  return stint.ended_at ? span(stint.began_at, stint.ended_at) : `${hour(stint.began_at)} – ${t("在岗", "on duty")}`;
}

/** One's own track of a stint, as a line; it is asked of the server each time and not kept here. */
export async function trackPage(here: Here, id: string): Promise<Page> {
  const stint = here.roster?.stints.find((each) => String(each.id) === id);
  const title = stint ? spanOf(stint) : t("我的轨迹", "My track");
  try {
    const { positions } = await get<{ positions: Point[] }>(`field/track/${encodeURIComponent(id)}`);
    if (!positions.length) return { title, back: "#/me", body: [nothing(t("这一班没有记下位置。", "No position was kept in this stint."))] };
    return { title, back: "#/me", body: [make("div", "tile", drawn(positions)), make("p", "meta", t(`${positions.length} 个位置，只有您自己看得到，30 天后删除。`, `${positions.length} positions. Only you see them; they are deleted after 30 days.`))] };
  } catch {
    return { title, back: "#/me", body: [nothing(t("现在连不上，轨迹要有网络才看得到。", "Not reached just now; tracks need a network."))] };
  }
}

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 320;

function drawn(points: Point[]): SVGSVGElement {
  const [west, south] = [Math.min(...points.map((each) => each.lon)), Math.min(...points.map((each) => each.lat))];
  const flat = points.map((each) => [metres({ lon: west, lat: each.lat }, each), metres({ lon: each.lon, lat: south }, each)] as const);
  const scale = (SIZE - 40) / Math.max(50, ...flat.map(([x]) => x), ...flat.map(([, y]) => y));
  const at = flat.map(([x, y]) => [20 + x * scale, SIZE - 20 - y * scale] as const);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${SIZE} ${SIZE}`);
  svg.setAttribute("class", "track");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", t("我的轨迹", "My track"));
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", at.map((each) => each.map((one) => one.toFixed(1)).join(",")).join(" "));
  svg.append(line);
  for (const end of [at[0], at.at(-1)]) {
    const dot = document.createElementNS(SVG, "circle");
    dot.setAttribute("cx", String(end?.[0]));
    dot.setAttribute("cy", String(end?.[1]));
    dot.setAttribute("r", "5");
    svg.append(dot);
  }
  return svg;
}

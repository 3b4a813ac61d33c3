import { icon, make, press } from "../elements/make";
import { replay } from "../outbox/replay";
import { Away, SignedOut } from "../outbox/server";
import { forgetBefore, on } from "../outbox/store";
import { t } from "../outbox/words";
import { casePage } from "./casepage";
import { assetPage, stopPage } from "./checking";
import { here, type Here, refresh } from "./day";
import { doingPage } from "./doing";
import { minePage, signIn } from "./mine";
import { outboxPage } from "./outbox";
import { type Draw, link, type Page } from "./page";
import { reportPage } from "./report";
import { roundPage, roundsPage } from "./rounds";
import { scanPage } from "./scan";
import { follow, trackPage } from "./shift";
import { locate, today } from "./today";

type Reach = "there" | "away" | "signed-out";

const A_MOMENT = 1_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 30_000;
const FRESH_FOR = 300_000;
const REMEMBERED = 7 * 86_400_000;

let reach: Reach = "there";
let shown: Page | undefined;
let address = "";
let wait = FIRST_WAIT;
let timer = 0;
let asked = 0;

const pages: [RegExp, Draw][] = [
  [/^\/$/, (kept) => today(kept, () => void draw())],
  [/^\/report$/, reportPage],
  [/^\/outbox/, (kept) => outboxPage(kept, () => void sendFresh())],
  [/^\/me$/, minePage],
  [/^\/rounds$/, roundsPage],
  [/^\/round\/(\d+)$/, (kept, [id]) => roundPage(kept, id ?? "")],
  [/^\/stop\/(\d+)$/, (kept, [id]) => stopPage(kept, id ?? "")],
  [/^\/asset\/([\w-]+)$/, (kept, [code]) => assetPage(kept, code ?? "")],
  [/^\/scan$/, scanPage],
  [/^\/track\/(\d+)$/, (kept, [id]) => trackPage(kept, id ?? "")],
  [/^\/case\/([^/]+)$/, (kept, [number]) => casePage(kept, number ?? "")],
  [/^\/case\/([^/]+)\/(\w+)$/, (kept, [number, name]) => doingPage(kept, number ?? "", name ?? "")],
];

/** Starts the app: what is kept is shown at once, then the server is asked. */
export async function startApp(): Promise<void> {
  window.addEventListener("hashchange", () => void draw());
  window.addEventListener("online", () => void sendFresh());
  window.addEventListener("offline", () => tell("away"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) void sendFresh(); });
  on("changed", () => { if (!shown?.still) void draw(); });
  on("queued", () => void sendFresh());
  await draw();
  void locate().then(() => { if (!shown?.still) void draw(); });
  await forgetBefore(new Date(Date.now() - REMEMBERED).toISOString());
  await sendNow();
}

function route(): string {
  return location.hash.replace(/^#/, "") || "/";
}

let drawing = Promise.resolve();

/** Draws the page of the address from what is kept; one drawing at a time. */
function draw(): Promise<void> {
  drawing = drawing.then(async () => {
    const kept = await here();
    const found = pages.find(([pattern]) => pattern.test(route())) ?? pages[0];
    const page = found && (kept.me || route() === "/me") ? await found[1](kept, found[0].exec(route())?.slice(1) ?? []) : welcome();
    follow(kept);
    place(page, kept, route() !== address);
  }).catch((error: unknown) => { place(broken(error), { me: undefined, day: undefined, roster: undefined, rounds: undefined, outbox: [] }, true); });
  return drawing;
}

function welcome(): Page {
  return { title: t("联动·现场", "liandong field"), body: [signIn()] };
}

function broken(error: unknown): Page {
  console.warn(error);
  return { title: t("打不开", "Cannot open"), body: [make("p", "notice late", t("手机里的存储打不开，可能在无痕窗口里或存满了。请用普通窗口再打开。", "The storage of this phone cannot be opened; it may be a private window, or full. Open it in a normal window."))] };
}

function place(page: Page, kept: Here, moved: boolean): void {
  shown = page;
  address = route();
  const title = make("h1", "ellipsis", page.title);
  title.tabIndex = -1;
  const back = page.back ? [link(page.back, "back", icon("i-left"), make("span", "sr-only", t("返回", "Back")))] : [];
  const bar = make("header", "flow-bar", ...back, title, make("span", "space"), ...(page.aside ? [page.aside] : []));
  const work = make("main", "flow", ...page.body);
  work.id = "work";
  const app = make("div", "app", ...strip(kept), bar, work, ...(page.fab ? [page.fab] : []), ...(page.thumb?.length ? [make("div", "thumb", ...page.thumb)] : []),
    ...(page.tab ? [tabs(page.tab, kept)] : []));
  const old = document.querySelector(".app");
  if (old) old.replaceWith(app);
  else document.body.prepend(app);
  document.title = `${page.title}·${t("联动", "liandong")}`;
  if (moved) {
    window.scrollTo(0, 0);
    title.focus({ preventScroll: true });
  }
}

/** The strip on top says why nothing is sent just now, and what to do. */
function strip(kept: Here): Node[] {
  if (!kept.me) return [];
  const waiting = kept.outbox.filter((each) => each.state === "waiting").length;
  const element = make("div", "offline");
  element.setAttribute("role", "status");
  if (reach === "signed-out") element.append(icon("i-user"), t("要登录才能更新和发出", "Sign in to update and send"), link("/accounts/login/?next=/field/", "", t("登录", "Sign in")));
  else if (reach === "away" || !navigator.onLine) element.append(icon("i-off"), t("没有网络，照常做，有网自动发", "No network. Go on; it is sent when there is one"), press("link", t("现在重试", "Try now"), () => sendFresh()));
  else if (waiting) element.append(icon("i-up"), t(`正在发 ${waiting} 件`, `Sending ${waiting}`));
  else return [];
  return [element];
}

function tabs(on: string, kept: Here): Node {
  const left = kept.outbox.filter((each) => each.state === "waiting" || each.state === "refused").length;
  const tab = (name: string, address: string, sign: string, ...words: (Node | string)[]): Node => {
    const element = link(address, "", icon(sign), make("span", "", ...words));
    if (name === on) element.setAttribute("aria-current", "page");
    return element;
  };
  const bar = make("nav", "tabbar", tab("today", "#/", "i-home", t("今天", "Today")), ...(kept.me?.may.includes("round.walk") ? [tab("rounds", "#/rounds", "i-route", t("巡查", "Rounds"))] : []), tab("outbox", "#/outbox", "i-up", t("发件箱", "Outbox"), left ? ` ${left}` : ""), tab("mine", "#/me", "i-user", t("我的", "Me")));
  bar.setAttribute("aria-label", t("各页", "Pages"));
  return bar;
}

function tell(now: Reach): void {
  if (now === reach) return;
  reach = now;
  if (!shown?.still) void draw();
}

/** Something has changed: there may be a network now, so the waiting begins anew. */
function sendFresh(): Promise<void> {
  wait = FIRST_WAIT;
  return sendNow();
}

/** Sends what waits, then asks for today where that is old; tries again later, ever more seldom, while there is no network. */
async function sendNow(): Promise<void> {
  clearTimeout(timer);
  const { ended, after } = await replay();
  if (ended === "busy") {
    timer = window.setTimeout(() => void sendNow(), A_MOMENT);
    return;
  }
  if (ended === "done") await updated();
  else tell(ended);
  if (reach === "there") wait = FIRST_WAIT;
  if (reach !== "away" && ended !== "away") return;
  timer = window.setTimeout(() => void sendNow(), Math.max(wait, after * 1000));
  wait = Math.min(LONGEST_WAIT, wait * 2);
}

async function updated(): Promise<void> {
  const kept = await here();
  const sent = kept.outbox.some((each) => each.state === "sent" && each.id > asked);
  if (reach === "there" && !sent && kept.me && kept.day && Date.now() - Date.parse(kept.day.at) < FRESH_FOR) return;
  try {
    await refresh();
    asked = Math.max(0, ...kept.outbox.map((each) => each.id));
    tell("there");
    if (!shown?.still) await draw();
  } catch (error) {
    tell(error instanceof SignedOut ? "signed-out" : error instanceof Away ? "away" : "there");
  }
}

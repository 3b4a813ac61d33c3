import { speak } from "../outbox/server";
import { replay } from "../outbox/replay";
import { forgetBefore, keep, on } from "../outbox/store";

const A_MOMENT = 1_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 60_000;
const REMEMBERED = 7 * 86_400_000;

let wait = FIRST_WAIT;
let timer = 0;

/** Sends what waits whenever there may be a network, ever more seldom while there is none. */
export function startSending(): void {
  const { lang } = document.documentElement;
  speak(lang);
  for (const news of ["online", "pageshow"]) window.addEventListener(news, fresh);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) fresh(); });
  on("queued", fresh);
  // A private window keeps nothing: then nothing waits either.
  void keep({ language: lang }).then(() => forgetBefore(new Date(Date.now() - REMEMBERED).toISOString())).catch(() => undefined);
}

function fresh(): void {
  wait = FIRST_WAIT;
  void send();
}

async function send(): Promise<void> {
  clearTimeout(timer);
  const { ended, after } = await replay().catch(() => ({ ended: "done" as const, after: 0 }));
  if (ended === "busy") timer = window.setTimeout(() => void send(), A_MOMENT);
  if (ended !== "away") return;
  timer = window.setTimeout(() => void send(), Math.max(wait, after * 1000));
  wait = Math.min(LONGEST_WAIT, wait * 2);
}

import { applyChanges, changedCase, refreshAll } from "./changes";

/**
 * What changes elsewhere appears here. `<div data-live="ADDRESS">` names the stream; it says which cases changed, and the
 * page asks for their rows. The stream is closed while the page is hidden, and opened again with all of it looked at anew.
 * Without a stream the page is what it always was: a page that is loaded again to see what is new.
 */
const SOONEST = 250;
const SPREAD = 500;
const LONGEST_PAUSE = 60_000;

const changed = new Map<number, boolean>();
let source: EventSource | null = null;
let address = "";
let pause = 2000;
let due = 0;
let told = 0;

export function startLive(): void {
  address = document.querySelector<HTMLElement>("[data-live]")?.dataset["live"] ?? "";
  if (!address) return;
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : comeBack()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) comeBack(); });
  if (!document.hidden) open();
}

function open(): void {
  if (source) return;
  source = new EventSource(address, { withCredentials: true });
  source.addEventListener("open", () => { pause = 2000; });
  source.addEventListener("message", (event) => { hear(event.data as string); });
  source.addEventListener("call", () => tellPage());
  source.addEventListener("reload", () => { refreshAll(); tellPage(); });
  source.addEventListener("error", () => { if (source?.readyState === EventSource.CLOSED) openLater(); });
}

function close(): void {
  source?.close();
  source = null;
}

function comeBack(): void {
  if (source) return;
  open();
  refreshAll();
  tellPage();
}

/** The browser itself comes back after a broken line; after an answer that was no stream it does not. */
function openLater(): void {
  close();
  setTimeout(() => { if (!document.hidden) comeBack(); }, pause + Math.random() * 1000);
  pause = Math.min(LONGEST_PAUSE, pause * 2);
}

/** Parts of the page that follow calls ask for themselves on `ld:call`; several words at once are one. */
function tellPage(): void {
  told ||= window.setTimeout(() => { told = 0; document.body.dispatchEvent(new Event("ld:call")); }, SOONEST * Math.random());
}

function hear(data: string): void {
  const told = JSON.parse(data) as { case: number; new: boolean };
  changed.set(told.case, told.new || (changed.get(told.case) ?? false));
  // A thousand browsers hear the same word at once; they do not all ask at once.
  due ||= window.setTimeout(() => void flush(), SOONEST + Math.random() * SPREAD);
}

async function flush(): Promise<void> {
  due = 0;
  const cases = [...changed.keys()];
  changed.clear();
  await applyChanges(cases);
  for (const each of cases) changedCase(each);
}

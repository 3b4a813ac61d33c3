import htmx from "htmx.org";
import { button, make } from "./make";
import { say } from "./words";

/**
 * Brings what changed elsewhere into the page without moving anything under the reader's hands: rows that are in view
 * change where they stand, those that left the list are only dimmed, and new ones wait behind a button that says how many
 * they are. The selection, ticks, focus and scroll stay. The list names where to ask in `data-changes`.
 */
const AT_ONCE = 100;
const waiting = new Set<number>();

function list(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-changes]");
}

function rowOf(number: number): HTMLElement | null {
  return list()?.querySelector<HTMLElement>(`.row[data-case="${number}"]`) ?? null;
}

/** Asks for the rows of some cases and for the numbers of the queues. */
export async function applyChanges(cases: readonly number[]): Promise<void> {
  const rows = list();
  if (!rows) return;
  for (let at = 0; at === 0 || at < cases.length; at += AT_ONCE) {
    const some = cases.slice(at, at + AT_ONCE);
    const answer = await ask(rows, some);
    if (answer) take(rows, answer, some);
  }
}

/** Looks at everything in view anew, after a time in which changes may have been missed. */
export function refreshAll(): void {
  const rows = [...(list()?.querySelectorAll<HTMLElement>(".row[data-case]") ?? [])];
  void applyChanges(rows.map((row) => Number(row.dataset["case"])));
}

async function ask(rows: HTMLElement, cases: readonly number[]): Promise<HTMLElement | null> {
  const address = new URL(rows.dataset["changes"] ?? "", location.href);
  for (const each of cases) address.searchParams.append("changed", String(each));
  const more = rows.querySelector<HTMLAnchorElement>("a.more");
  const end = more && new URL(more.href).searchParams.get("after");
  if (end) address.searchParams.set("upto", end);
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("#changes");
  } catch {
    return null;
  }
}

function take(rows: HTMLElement, answer: HTMLElement, cases: readonly number[]): void {
  renewNumbers(answer);
  const inside = new Set((answer.dataset["inside"] ?? "").split(" "));
  for (const each of cases) {
    const old = rowOf(each);
    const fresh = answer.querySelector<HTMLElement>(`.row[data-case="${each}"]`);
    if (old && fresh) replaceRow(old, fresh);
    else if (old) old.classList.add("gone");
    else if (fresh && inside.has(String(each))) waiting.add(each);
    else waiting.delete(each);
  }
  if (waiting.size && !rows.querySelector(".row:not(.gone)")) void showList();
  else showWaiting(rows);
}

function renewNumbers(answer: HTMLElement): void {
  for (const fresh of answer.querySelectorAll<HTMLElement>("[data-number]")) {
    const place = document.querySelector<HTMLElement>(`.list-pane [data-number="${fresh.dataset["number"]}"]`);
    if (place && place.textContent !== fresh.textContent) place.textContent = fresh.textContent;
  }
}

function replaceRow(old: HTMLElement, fresh: HTMLElement): void {
  const row = document.importNode(fresh, true);
  const current = old.getAttribute("aria-current");
  if (current) row.setAttribute("aria-current", current);
  const box = row.querySelector<HTMLInputElement>("input.check");
  if (box) box.checked = old.querySelector<HTMLInputElement>("input.check")?.checked ?? false;
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(row);
  htmx.process(row);
  if (held) row.querySelector<HTMLElement>(held.matches("input") ? "input.check" : ".row-link")?.focus({ preventScroll: true });
}

function showWaiting(rows: HTMLElement): void {
  let place = document.querySelector<HTMLElement>("#new-rows");
  if (!place) {
    place = make("div", "");
    place.id = "new-rows";
    place.setAttribute("role", "status");
    rows.before(place);
  }
  if (!waiting.size) return place.replaceChildren();
  const press = make("button", "new-rows", say("live.new", waiting.size), " ", make("kbd", "", "."));
  press.type = "button";
  press.dataset["key"] = ".";
  press.dataset["keyName"] = say("live.show");
  press.addEventListener("click", () => void showList());
  place.replaceChildren(press);
}

/** Loads the list anew, from its first row on; what was selected and ticked stays so where it is still there. */
export async function showList(): Promise<void> {
  const rows = list();
  const answer = await fetch(location.href).catch(() => null);
  if (!rows || !answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector<HTMLElement>("[data-changes]");
  if (!fresh) return;
  const selected = rows.querySelector<HTMLElement>('.row[aria-current="true"]')?.dataset["case"];
  const ticked = new Set([...rows.querySelectorAll<HTMLInputElement>("input.check:checked")].map((box) => box.value));
  rows.replaceChildren(...fresh.childNodes);
  htmx.process(rows);
  for (const box of rows.querySelectorAll<HTMLInputElement>("input.check")) box.checked = ticked.has(box.value);
  if (selected) {
    for (const row of rows.querySelectorAll(".row[aria-current]")) row.removeAttribute("aria-current");
    rowOf(Number(selected))?.setAttribute("aria-current", "true");
  }
  waiting.clear();
  showWaiting(rows);
  rows.scrollTo({ top: 0 });
}

/** A case that is open beside the list or on its own page has changed: shown anew, or offered where somebody is at work on it. */
export function changedCase(number: number): void {
  const open = document.querySelector<HTMLElement>(`[data-open-case="${number}"]`);
  const pane = open?.closest<HTMLElement>("#preview, .case-pane");
  if (!open || !pane) return;
  const again = open.dataset["again"];
  const address = again ? () => void htmx.ajax("get", again, { target: "#preview" }) : () => location.reload();
  if (again && !atWork(pane)) return address();
  if (pane.querySelector(".changed-case")) return;
  const press = button("new-rows changed-case", say("live.changed"), say("live.changed"));
  press.addEventListener("click", address);
  pane.prepend(press);
}

/** Somebody writes in it, or has written something that a new one would lose. */
function atWork(pane: HTMLElement): boolean {
  if (pane.querySelector("#move form, dialog[open]") || document.activeElement?.matches("#preview input, #preview textarea, #preview select")) return true;
  const fields = pane.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>("input:not([type=hidden]), textarea, select");
  return [...fields].some((field) => field instanceof HTMLSelectElement
    ? [...field.options].some((option) => option.selected !== option.defaultSelected && option.value !== "" && option.selected)
    : field.value !== field.defaultValue);
}

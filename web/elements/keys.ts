import { button, icon, make } from "./make";
import { currentRow, moveRow, rowLink } from "./rows";
import { keysOff, setKeys } from "./settings";
import { say } from "./words";

/**
 * One key per move. `j k Enter x / ?` belong to every list; any other key is declared on the page itself:
 * `<button data-key="d">` or `<a data-key="u">` is pressed by that key, `data-key-name` names it in the list.
 * Keys never act inside an input, with a modifier, behind a dialog, or with `data-keys="off"` on `<html>`.
 */
export function startKeys(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-show-keys]")) showKeys();
  });
}

const own: Record<string, () => boolean> = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  enter: openRow,
  x: tickRow,
  "/": focusSearch,
  "?": showKeys,
};

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (keysOff() || isWriting(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const done = pressDeclared(key) || (own[key]?.() ?? false);
  if (done) event.preventDefault();
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

function declared(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-key]")].filter(
    (element) => element.offsetParent !== null || element.closest(".more-acts") !== null,
  );
}

function pressDeclared(key: string): boolean {
  const element = declared().find((each) => each.dataset["key"]?.toLowerCase() === key);
  if (!element || element.matches(":disabled, [aria-disabled='true']")) return false;
  if (element.matches("input:not([type=checkbox]), textarea, select")) element.focus();
  else element.click();
  return true;
}

function openRow(): boolean {
  const focused = document.activeElement;
  if (focused && focused !== document.body && focused.matches("a, button, summary, input") && !focused.matches(".row-link")) return false;
  const link = rowLink(currentRow());
  if (link) location.assign(link.href);
  return link !== null;
}

function tickRow(): boolean {
  const box = currentRow()?.querySelector<HTMLInputElement>("input.check");
  box?.click();
  return box !== undefined && box !== null;
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('input[type="search"]');
  field?.focus();
  field?.select();
  return field !== null;
}

function showKeys(): boolean {
  const lines: [string, string][] = document.querySelector(".row")
    ? [["J", say("keys.down")], ["K", say("keys.up")], ["Enter", say("keys.open")], ["X", say("keys.tick")]]
    : [];
  if (document.querySelector('input[type="search"]')) lines.push(["/", say("keys.search")]);
  for (const element of declared()) lines.push([element.dataset["key"]?.toUpperCase() ?? "", nameOf(element)]);
  lines.push(["?", say("keys.list")]);
  openDialog(lines);
  return true;
}

function nameOf(element: HTMLElement): string {
  if (element.dataset["keyName"]) return element.dataset["keyName"];
  const copy = element.cloneNode(true) as HTMLElement;
  for (const part of copy.querySelectorAll("kbd, svg")) part.remove();
  return copy.textContent?.trim() || element.getAttribute("aria-label") || "";
}

function openDialog(lines: [string, string][]): void {
  const list = make("dl", "key-list", ...lines.map(([key, name]) => make("div", "", make("dt", "", make("kbd", "", key)), make("dd", "", name))));
  const close = button("btn btn-quiet btn-icon", say("photos.close"), icon("i-x"));
  const off = make("button", "btn btn-quiet", say("keys.off"));
  const dialog = make("dialog", "dialog",
    make("div", "dialog-head", say("keys.title"), make("span", "space"), close),
    make("div", "dialog-body", list),
    make("div", "dialog-foot", off));
  dialog.setAttribute("aria-label", say("keys.title"));
  close.addEventListener("click", () => dialog.close());
  off.addEventListener("click", () => { setKeys(false); dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

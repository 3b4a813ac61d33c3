/**
 * Rows of a list. A row is `.row` holding one `.row-link`; the selected one carries `aria-current="true"`.
 * On narrow windows, and with a modifier key, a row opens its own page instead of the preview beside it.
 */
const NARROW = "(max-width: 1023px)";

export function startRows(): void {
  document.addEventListener("click", onClick, { capture: true });
  document.addEventListener("htmx:beforeSwap", dropOvertaken);
}

/** Whoever holds J down is sooner than the answers: the preview of a row that is no longer selected is not shown. */
function dropOvertaken(event: Event): void {
  const detail = (event as CustomEvent<{ shouldSwap: boolean; requestConfig: { elt: Element } }>).detail;
  const row = detail.requestConfig.elt.matches(".row-link") ? detail.requestConfig.elt.closest(".row") : null;
  if (row && row.getAttribute("aria-current") !== "true") detail.shouldSwap = false;
}

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const row = target.closest<HTMLElement>(".row");
  if (!row) return;
  const link = target.closest<HTMLAnchorElement>(".row-link");
  if (link && (plainPage() || event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.stopImmediatePropagation();
    return;
  }
  if (link) markRow(row);
  else if (!target.closest("a, button, input, label, select")) rowLink(row)?.click();
}

export function plainPage(): boolean {
  return matchMedia(NARROW).matches || document.querySelector(".preview-pane") === null;
}

export function markRow(row: HTMLElement): void {
  for (const other of document.querySelectorAll('.row[aria-current="true"]')) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

export function rowLink(row: Element | null): HTMLAnchorElement | null {
  return row?.querySelector<HTMLAnchorElement>(".row-link") ?? null;
}

/** Moves the selection by `step` rows and shows the new one in the preview. Returns false where there are no rows. */
export function moveRow(step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>(".row")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  if (step > 0 && at === rows.length - 1) document.querySelector<HTMLElement>(".rows .more")?.click();
  const row = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  if (!row) return false;
  markRow(row);
  row.scrollIntoView({ block: "nearest" });
  const link = rowLink(row);
  link?.focus({ preventScroll: true });
  if (!plainPage()) link?.click();
  return true;
}

export function currentRow(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.row[aria-current="true"]');
}

/**
 * Guards every posting form against a second press: the pressed button is marked busy, further sends are ignored until
 * the answer comes or the page is shown again. The button is not disabled, because a disabled one sends no value.
 * Stopping happens before any other listener hears the second press, marking after all of them let the first one pass.
 */
export function startForms(): void {
  document.addEventListener("submit", stopSecond, { capture: true });
  document.addEventListener("submit", markSending);
  window.addEventListener("pageshow", (event) => { if (event.persisted) releaseAll(); });
  document.addEventListener("htmx:afterRequest", (event) => release(event.target as Element));
  document.addEventListener("change", tickAll);
  document.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement && "submits" in event.target.dataset) event.target.form?.requestSubmit();
  });
}

const BY_HTMX = "[hx-post], [hx-put], [hx-patch], [hx-delete]";

function isGuarded(form: HTMLFormElement): boolean {
  const posts = form.getAttribute("method")?.toLowerCase() === "post" || form.matches(BY_HTMX);
  return posts && !form.hasAttribute("data-again");
}

function stopSecond(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!isGuarded(form) || !form.dataset["sending"]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function markSending(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (!isGuarded(form) || (event.defaultPrevented && !form.matches(BY_HTMX))) return;
  form.dataset["sending"] = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
}

export function release(form: Element): void {
  if (!(form instanceof HTMLFormElement)) return;
  delete form.dataset["sending"];
  for (const each of form.querySelectorAll("[aria-busy]")) each.removeAttribute("aria-busy");
}

function releaseAll(): void {
  for (const form of document.querySelectorAll("form[data-sending]")) release(form);
}

/** `<input type=checkbox data-ticks="case">` ticks every box of that name and shows when only some are ticked. */
function tickAll(event: Event): void {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const name = box.dataset["ticks"] ?? box.name;
  const all = [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
  if (box.dataset["ticks"]) for (const each of all) each.checked = box.checked;
  const ticked = all.filter((each) => each.checked).length;
  const whole = document.querySelector<HTMLInputElement>(`input[data-ticks="${CSS.escape(name)}"]`);
  if (whole) {
    whole.checked = ticked > 0 && ticked === all.length;
    whole.indeterminate = ticked > 0 && ticked < all.length;
  }
  for (const each of document.querySelectorAll<HTMLElement>(`[data-ticked="${CSS.escape(name)}"]`)) {
    each.hidden = ticked === 0;
    const number = each.querySelector("[data-ticked-count]");
    if (number) number.textContent = String(ticked);
  }
}

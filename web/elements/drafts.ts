import { say } from "./words";

/**
 * Keeps what is written in `<form data-draft="name">` on this device until the form has been sent, so that nothing is
 * lost to a dead network or a crash. Fields of the kinds password, file and hidden, and `data-draft-not`, are never kept.
 * A draft is dropped when the server confirms, not on the press of the button: by `<meta name="ld-draft-sent" content="name">`
 * on the next page, by the cookie `ld_draft_sent`, for which the form says its name as `kept-draft`, or by a successful htmx
 * request of the form. `.kept` inside the form says what happened.
 */
const WAIT = 400;

export function startDrafts(): void {
  const sent = document.querySelector<HTMLMetaElement>('meta[name="ld-draft-sent"]')?.content;
  for (const name of [...(sent?.split(" ") ?? []), written()]) drop(name);
  keepAll(document);
  document.addEventListener("htmx:load", (event) => keepAll((event as CustomEvent<{ elt: Element }>).detail.elt));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = (event as CustomEvent<{ elt: Element; successful: boolean }>).detail;
    if (successful && elt instanceof HTMLFormElement && elt.dataset["draft"]) drop(elt.dataset["draft"]);
  });
}

/** The draft that the last answer says is written, read once. */
function written(): string {
  const found = document.cookie.match(/(?:^|; )ld_draft_sent=([^;]*)/);
  if (found) document.cookie = "ld_draft_sent=; path=/; max-age=0; samesite=lax";
  return decodeURIComponent(found?.[1] ?? "");
}

function keepAll(part: ParentNode): void {
  for (const form of part.querySelectorAll<HTMLFormElement>("form[data-draft]:not([data-drafted])")) keep(form);
}

function keep(form: HTMLFormElement): void {
  const name = form.dataset["draft"] ?? "";
  form.dataset["drafted"] = "";
  const said = document.createElement("input");
  Object.assign(said, { type: "hidden", name: "kept-draft", value: name });
  form.append(said);
  if (restore(form, name)) tell(form, say("draft.restored"));
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => { if (save(form, name)) tell(form, say("draft.kept")); }, WAIT);
  });
  form.addEventListener("reset", () => drop(name));
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fields(form: HTMLFormElement): Field[] {
  const all = [...form.elements].filter((each): each is Field => each.matches("input[name], textarea[name], select[name]"));
  return all.filter((each) => !["password", "file", "hidden", "submit"].includes(each.type) && !("draftNot" in each.dataset));
}

function isTick(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function save(form: HTMLFormElement, name: string): boolean {
  const words = fields(form).filter((each) => !isTick(each) || each.checked).map((each) => [each.name, each.value]);
  try {
    localStorage.setItem(`ld-draft:${name}`, JSON.stringify(words));
    return true;
  } catch {
    return false;
  }
}

function restore(form: HTMLFormElement, name: string): boolean {
  const kept = read(name);
  let changed = false;
  for (const field of fields(form)) {
    const values = kept.filter(([each]) => each === field.name).map(([, value]) => value);
    if (!values.length) continue;
    if (isTick(field)) {
      changed ||= field.checked !== values.includes(field.value);
      field.checked = values.includes(field.value);
    } else if (!field.value && values[0]) {
      field.value = values[0];
      changed = true;
    }
  }
  return changed;
}

function read(name: string): [string, string][] {
  try {
    return JSON.parse(localStorage.getItem(`ld-draft:${name}`) ?? "[]") as [string, string][];
  } catch {
    return [];
  }
}

function drop(name: string): void {
  try {
    localStorage.removeItem(`ld-draft:${name}`);
  } catch {
    // Nothing was kept where nothing can be kept.
  }
}

function tell(form: HTMLFormElement, words: string): void {
  const place = form.querySelector(".kept");
  if (place) place.textContent = words;
}

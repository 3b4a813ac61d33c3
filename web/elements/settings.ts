/**
 * What a person chose for this device: theme, density, single keys. Kept in localStorage, and in a cookie so that
 * the server can write the attribute on `<html>` and no page flashes in the wrong colours.
 * Markup: `<button data-toggle="theme">`, `data-toggle="density"`, `data-toggle="keys"`.
 */
const CHOICES = {
  theme: ["light", "dark"],
  density: ["normal", "tight"],
  keys: ["on", "off"],
} as const;

type Setting = keyof typeof CHOICES;
const YEAR = 31_536_000;

export function startSettings(): void {
  for (const name of Object.keys(CHOICES) as Setting[]) {
    const kept = read(name);
    if (kept && !document.documentElement.dataset[name]) document.documentElement.dataset[name] = kept;
    markButtons(name);
  }
  document.addEventListener("click", (event) => {
    const name = (event.target as Element).closest<HTMLElement>("[data-toggle]")?.dataset["toggle"];
    if (name && name in CHOICES) toggle(name as Setting);
  });
}

function toggle(name: Setting): void {
  const [first, second] = CHOICES[name];
  set(name, current(name) === second ? first : second);
}

function current(name: Setting): string {
  const chosen = document.documentElement.dataset[name];
  if (chosen) return chosen;
  return name === "theme" && matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : CHOICES[name][0];
}

function set(name: Setting, value: string): void {
  document.documentElement.dataset[name] = value;
  document.cookie = `ld_${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
  try {
    localStorage.setItem(`ld-${name}`, value);
  } catch {
    // A browser that keeps nothing still has the choice for this page.
  }
  markButtons(name);
  document.dispatchEvent(new CustomEvent("ld-setting", { detail: { name, value } }));
}

function read(name: Setting): string | null {
  try {
    const kept = localStorage.getItem(`ld-${name}`);
    return kept && (CHOICES[name] as readonly string[]).includes(kept) ? kept : null;
  } catch {
    return null;
  }
}

function markButtons(name: Setting): void {
  for (const each of document.querySelectorAll(`[data-toggle="${name}"]`)) {
    each.setAttribute("aria-pressed", String(current(name) === CHOICES[name][1]));
  }
}

export function keysOff(): boolean {
  return current("keys") === "off";
}

export function setKeys(on: boolean): void {
  set("keys", on ? "on" : "off");
}

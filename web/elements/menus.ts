/** A menu closes when something beside it is pressed, and by Escape, which leads back to its button. Markup: `<details class="menu">`. */
export function startMenus(): void {
  document.addEventListener("pointerdown", (event) => {
    for (const each of opened()) if (!each.contains(event.target as Node)) each.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const inner = opened().at(-1);
    if (event.key !== "Escape" || event.defaultPrevented || !inner) return;
    inner.open = false;
    inner.querySelector("summary")?.focus();
    event.preventDefault();
  });
}

function opened(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];
}

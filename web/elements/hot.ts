/**
 * Keys for people who write with both hands: `<button data-hot="F9">` or `data-hot="alt+1"` is pressed by that key, also from
 * inside a field. Only keys that write no letter may stand there: function keys, or letters and digits with alt or ctrl.
 * Never behind a dialog. A key that is held down presses once.
 */
export function startHot(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    const all = [...document.querySelectorAll<HTMLElement>("[data-hot]")];
    const found = all.find((each) => each.dataset["hot"]?.toLowerCase() === name && each.offsetParent !== null);
    if (!found) return;
    event.preventDefault();
    if (found.matches("input, textarea, select")) found.focus();
    else found.click();
  });
}

/** "F9", "alt+1", "ctrl+enter", in small letters; a digit by its key, since alt changes what some keyboards write. */
function nameOf(event: KeyboardEvent): string {
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const key = event.altKey ? (digit ?? letter ?? event.key) : event.key;
  const before = `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.altKey ? "alt+" : ""}`;
  if (!before && !/^F\d+$/.test(event.key)) return "";
  return (before + key).toLowerCase();
}

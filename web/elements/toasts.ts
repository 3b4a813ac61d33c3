import { icon, make } from "./make";
import { say } from "./words";

/** `kind` chooses the icon; `undo` is called by the button and by the key Z, within `seconds` (8 with undo, 6 without). */
export interface Toast {
  text: string;
  kind?: "ok" | "late";
  undo?: () => void;
  seconds?: number;
}

/**
 * Toasts the server wrote (`<div class="toast" data-toast>` inside `.toasts`, also when swapped in later) and toasts
 * of the page leave after 8 seconds; the time stands still under the pointer, with focus inside, and in a hidden tab.
 */
export function startToasts(): void {
  for (const each of document.querySelectorAll<HTMLElement>(".toast[data-toast]")) letLeave(each);
  const place = toastPlace();
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node instanceof HTMLElement && node.matches(".toast[data-toast]")) letLeave(node);
      }
    }
  }).observe(place, { childList: true, subtree: true });
}

function toastPlace(): HTMLElement {
  const found = document.querySelector<HTMLElement>(".toasts");
  if (found) return found;
  const place = make("div", "toasts");
  place.setAttribute("role", "status");
  place.setAttribute("aria-live", "polite");
  document.body.append(place);
  return place;
}

export function showToast(toast: Toast): void {
  const seconds = toast.seconds ?? (toast.undo ? 8 : 6);
  const element = make("div", "toast", icon(toast.kind === "late" ? "i-alert" : "i-check"), make("span", "", toast.text));
  if (toast.undo) {
    const undo = make("button", "", say("toast.undo"), " ", make("kbd", "", "Z"));
    undo.type = "button";
    undo.dataset["key"] = "z";
    undo.dataset["keyName"] = say("keys.undo");
    undo.addEventListener("click", () => { toast.undo?.(); element.remove(); });
    element.append(make("small", "", say("toast.seconds", seconds)), undo);
  }
  element.dataset["toast"] = String(seconds);
  toastPlace().append(element);
}

const STEP = 250;

function letLeave(element: HTMLElement): void {
  if (element.dataset["leaving"]) return;
  element.dataset["leaving"] = "yes";
  let left = (Number(element.dataset["toast"]) || 8) * 1000;
  const clock = setInterval(() => {
    if (document.hidden || element.matches(":hover, :focus-within")) return;
    left -= STEP;
    if (left > 0 && element.isConnected) return;
    clearInterval(clock);
    element.remove();
  }, STEP);
}

import { icon, make } from "../elements/make";
import { clockWords } from "../elements/clocks";
import type { Here } from "./day";
import { t } from "./words";

/** One page of the app. `still` pages are forms: they are not drawn anew when something was written elsewhere. */
export interface Page {
  title: string;
  back?: string;
  aside?: Node;
  tab?: string;
  still?: boolean;
  body: (Node | string)[];
  thumb?: Node[];
  fab?: Node;
}

export type Draw = (here: Here, words: string[]) => Page | Promise<Page>;

export function link(address: string, className: string, ...children: (Node | string)[]): HTMLAnchorElement {
  const element = make("a", className, ...children);
  element.href = address;
  return element;
}

export function press(className: string, label: string, act: () => void | Promise<void>, sign?: string): HTMLButtonElement {
  const element = make("button", className, ...(sign ? [icon(sign)] : []), label);
  element.type = "button";
  // A second press while the first is at work would be a second entry.
  element.addEventListener("click", () => {
    if (element.hasAttribute("aria-busy")) return;
    element.setAttribute("aria-busy", "true");
    void Promise.resolve(act()).finally(() => element.removeAttribute("aria-busy"));
  });
  return element;
}

/** The pill of a deadline, kept true by the page's clocks. */
export function pill(due: string | null): Node | string {
  if (!due) return "";
  const element = make("time", "clock", clockWords(new Date(due), new Date()));
  const left = Date.parse(due) - Date.now();
  if (left < 0) element.classList.add("late");
  else if (left <= 3_600_000) element.classList.add("soon");
  if (left <= 3_600_000) element.prepend(icon(left < 0 ? "i-alert" : "i-clock"));
  element.dateTime = due;
  element.dataset["due"] = due;
  return element;
}

/** Words for when there is nothing, with what to do next. */
export function nothing(sentence: string, ...children: Node[]): HTMLElement {
  return make("div", "tile center stack", make("p", "", sentence), ...children);
}

export function fullPhone(): string {
  return t("手机存满了，这一件没有存下。请删掉些照片或应用再按一次；刚填的还在这一页，先不要关。",
    "This phone is full and this was not kept. Free some space and press again; what you entered is still on this page, keep it open.");
}

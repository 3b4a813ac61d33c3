import { clockWords } from "../elements/clocks";
import { icon, make } from "../elements/make";
import type { Here } from "./day";

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

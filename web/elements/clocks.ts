import { icon } from "./make";
import { isEnglish } from "./words";

/**
 * Keeps `<time class="clock" data-due="2026-06-12T08:48:00Z">` true while a page stays open: words and colour each
 * minute, never seconds. `data-soon` is the minutes that count as soon (60), `data-prefix` stands before the words
 * (“派遣”). Words are those of the design's table of times; local reading is Asia/Shanghai. Clocks that stand
 * still or are done carry no `data-due` and stay as the server wrote them.
 */
export function startClocks(): void {
  const tick = (): void => {
    for (const element of document.querySelectorAll<HTMLElement>("time.clock[data-due]")) refresh(element, new Date());
    setTimeout(tick, 60_000 - (Date.now() % 60_000) + 50);
  };
  setTimeout(tick, 60_000 - (Date.now() % 60_000) + 50);
}

function refresh(element: HTMLElement, now: Date): void {
  const due = new Date(element.dataset["due"] ?? "");
  if (Number.isNaN(due.getTime())) return;
  const left = minutesBetween(now, due);
  const soon = Number(element.dataset["soon"] ?? 60);
  const look = left < 0 ? "late" : left <= soon ? "soon" : "";
  element.classList.toggle("late", look === "late");
  element.classList.toggle("soon", look === "soon");
  const words = (element.dataset["prefix"] ?? "") + clockWords(due, now);
  const sign = look === "late" ? [icon("i-alert")] : look === "soon" ? [icon("i-clock")] : [];
  element.replaceChildren(...sign, words);
}

function minutesBetween(now: Date, due: Date): number {
  return Math.floor((due.getTime() - now.getTime()) / 60_000);
}

/** “还剩 18 分”, “还剩 2 小时 10 分”, “6 月 15 日（周一）10:40 前”, “已超时 1 天 3 小时”; the same in English. */
export function clockWords(due: Date, now: Date): string {
  const left = minutesBetween(now, due);
  if (left < 0) return isEnglish() ? `${span(-left)} overdue` : `已超时 ${span(-left)}`;
  if (left <= 60 || dayOf(due) === dayOf(now)) return isEnglish() ? `${span(left)} left` : `还剩 ${span(left)}`;
  return dateWords(due, left < 7 * 1440);
}

function span(minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const [d, h, m] = isEnglish() ? ["d", "h", "min"] : ["天", "小时", "分"];
  const parts = days ? [[days, d], [hours, h]] : [[hours, h], [rest, m]];
  const words = parts.filter(([n]) => n).map(([n, unit]) => `${n} ${unit}`);
  return words.length ? words.join(" ") : `0 ${m}`;
}

function local(moment: Date, options: Intl.DateTimeFormatOptions, language: string): string {
  return new Intl.DateTimeFormat(language, { timeZone: "Asia/Shanghai", ...options }).format(moment);
}

function dayOf(moment: Date): string {
  return local(moment, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
}

function dateWords(due: Date, near: boolean): string {
  const time = local(due, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en-GB");
  if (isEnglish()) return `by ${local(due, { day: "numeric", month: "short", ...(near ? { weekday: "short" } : {}) }, "en-GB")} ${time}`;
  const [, month, day] = dayOf(due).split("-").map(Number);
  const weekday = near ? `（${local(due, { weekday: "short" }, "zh-CN")}）` : " ";
  return `${month} 月 ${day} 日${weekday}${time} 前`;
}

import { isEnglish } from "../elements/words";

/** A sentence of an app, in the language of the page. */
export function t(chinese: string, english: string): string {
  return isEnglish() ? english : chinese;
}

const HOUR: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" };

/** 09:31 today, with the day before that. */
export function hour(at: string): string {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(isEnglish() ? "en-GB" : "zh-CN", { ...HOUR, ...(today ? {} : { month: "numeric", day: "numeric" }) }).format(moment);
}

/** 11/27 08:00 – 20:00; the day of the end only where it is another one. */
export function span(from: string, to: string): string {
  const day = (at: string): string => new Date(at).toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
  const until = day(from) === day(to) ? new Intl.DateTimeFormat("en-GB", HOUR).format(new Date(to)) : hour(to);
  return `${hour(from)} – ${until}`;
}

export function megabytes(bytes: number): string {
  if (bytes >= 1_000_000_000) return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
  return bytes < 100_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function fullPhone(): string {
  return t("手机存满了，这一件没有存下。请删掉些照片或应用再按一次；刚填的还在这一页，先不要关。",
    "This phone is full and this was not kept. Free some space and press again; what you entered is still on this page, keep it open.");
}

import { isEnglish } from "../elements/words";

/** A sentence of the field app, in the language of the page. */
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

export function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** “320 米”, “1.4 公里”: as the crow flies. */
export function far(metres: number): string {
  if (metres < 1000) return t(`${Math.round(metres / 10) * 10} 米`, `${Math.round(metres / 10) * 10} m`);
  return t(`${(metres / 1000).toFixed(1)} 公里`, `${(metres / 1000).toFixed(1)} km`);
}

import { t } from "../outbox/words";

/** “320 米”, “1.4 公里”: as the crow flies. */
export function far(metres: number): string {
  if (metres < 1000) return t(`${Math.round(metres / 10) * 10} 米`, `${Math.round(metres / 10) * 10} m`);
  return t(`${(metres / 1000).toFixed(1)} 公里`, `${(metres / 1000).toFixed(1)} km`);
}

import type { FieldCase } from "./types";
import { metres } from "./where";

interface Point {
  lon: number;
  lat: number;
}

const PRESSING = 60 * 60_000;

/** What is due first, first. */
export function byDeadline(cases: FieldCase[]): FieldCase[] {
  return [...cases].sort((a, b) => due(a) - due(b) || a.number.localeCompare(b.number));
}

/**
 * A walk: first what is late or due within an hour, by its deadline; then always the nearest of what is left, from where
 * one stands then. Cases without a place come last. `from` null: the walk begins at the first case.
 */
export function byRoute(cases: FieldCase[], from: Point | null, now: number): FieldCase[] {
  const sorted = byDeadline(cases);
  const pressing = sorted.filter((each) => due(each) - now <= PRESSING);
  const left = sorted.filter((each) => due(each) - now > PRESSING && placed(each));
  const walk = [...pressing];
  let here = [...pressing].reverse().map(placed).find((each) => each) ?? from ?? placed(left[0]);
  while (left.length && here) {
    const at: Point = here;
    const next = left.reduce((best, each) => metres(at, placed(each) ?? at) < metres(at, placed(best) ?? at) ? each : best);
    left.splice(left.indexOf(next), 1);
    walk.push(next);
    here = placed(next) ?? here;
  }
  return [...walk, ...sorted.filter((each) => !walk.includes(each))];
}

function due(each: FieldCase): number {
  return each.stage_due_at ? Date.parse(each.stage_due_at) : Number.MAX_SAFE_INTEGER;
}

/** The point of a case, if it has one. */
export function placed(each: FieldCase | undefined): Point | null {
  return each && each.lon !== null && each.lat !== null ? { lon: each.lon, lat: each.lat } : null;
}

import { whoAmI } from "../outbox/replay";
import { get, speak } from "../outbox/server";
import { entries, keep, keepFor, read } from "../outbox/store";
import type { Entry } from "../outbox/types";
import { t } from "../outbox/words";
import type { Day, FieldCase, Me, Option, Roster, Rounds } from "./types";

const PICTURES = "field-photos";

/** Everything the pages show, as it is kept here. */
export interface Here {
  me: Me | undefined;
  day: Day | undefined;
  roster: Roster | undefined;
  rounds: Rounds | undefined;
  outbox: Entry[];
}

export async function here(): Promise<Here> {
  const [me, day, roster, rounds, all] = await Promise.all([read<Me>("me"), read<Day>("day"), read<Roster>("roster"), read<Rounds>("rounds"), entries()]);
  return { me, day, roster, rounds, outbox: me ? all.filter((each) => each.account === me.account) : [] };
}

/** Asks the server for today and keeps it, with its small photographs. Throws Away or SignedOut; then what was kept stays. */
export async function refresh(): Promise<void> {
  speak(document.documentElement.lang);
  await keep({ language: document.documentElement.lang });
  const me = await whoAmI() as Me;
  const day = await get<Day>("field/day");
  const roster = await get<Roster>("field/roster");
  const rounds = me.may.includes("round.walk") ? await get<Rounds>("field/rounds") : undefined;
  await keepFor(me.account, { day, roster, rounds });
  await keepPictures(day).catch(() => undefined);
}

export function pictureAddress(number: string, photo: string): string {
  return `/api/v1/cases/${encodeURIComponent(number)}/photos/${photo}?small=true`;
}

/** Pictures of today's cases come, others go. A full telephone keeps fewer of them and nothing else suffers. */
async function keepPictures(day: Day): Promise<void> {
  if (!("caches" in self)) return;
  const cache = await caches.open(PICTURES);
  const wanted = new Set(day.cases.flatMap((each) => each.photos.map((photo) => new URL(pictureAddress(each.number, photo.id), location.href).href)));
  const kept = new Set((await cache.keys()).map((each) => each.url));
  await Promise.all([...kept].filter((each) => !wanted.has(each)).map((each) => cache.delete(each)));
  for (const each of wanted) if (!kept.has(each)) await cache.add(each);
}

export async function forgetPictures(): Promise<void> {
  if ("caches" in self) await caches.delete(PICTURES);
}

/** What of the outbox is about a case and not settled. */
export function unsent(number: string, outbox: Entry[]): Entry[] {
  return outbox.filter((each) => each.about === number && (each.state === "waiting" || each.state === "refused"));
}

/** What may be done to a case next, counting what waits in the outbox as done. Before the server has answered nobody knows whether it agrees. */
export function optionsNow(found: FieldCase, day: Day, outbox: Entry[]): Option[] {
  const waiting = unsent(found.number, outbox);
  if (waiting.some((each) => each.state === "refused")) return [];
  if (!waiting.length) return found.options;
  const state = waiting.reduce((at, each) => day.moves.find((row) => row.move === each.move)?.target ?? at, found.state);
  return day.moves.filter((row) => row.sources.includes(state)).map((row) => ({ move: row.move, asks: row.asks, why_not: null }));
}

const WORK: Record<string, [string, string]> = {
  accept: ["签收", "Accept"], handle: ["处置", "Handle"], verify: ["核查", "Verify"], recheck: ["复核", "Re-check"],
};

/** The word for what is to be done with a case next; empty where nothing is. */
export function wordFor(found: FieldCase, day: Day, outbox: Entry[]): string {
  const next = optionsNow(found, day, outbox).find((each) => each.move in WORK);
  return next ? t(...(WORK[next.move] ?? ["", ""])) : "";
}

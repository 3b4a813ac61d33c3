import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { home } from "./home";
import type { Draft, Entry, NewEntry, Photo } from "./types";

/**
 * What this telephone keeps, in IndexedDB. Every write is one transaction with strict durability: it is on the disk when
 * it is said to be, or nothing of it is. `kept` holds the last day, who is signed in, and how far the clock is off.
 */
interface Kept extends DBSchema {
  outbox: { key: number; value: Entry | NewEntry; indexes: { key: string } };
  photos: { key: string; value: Photo; indexes: { entry: string } };
  drafts: { key: string; value: Draft };
  kept: { key: string; value: unknown };
}
type Names = "outbox" | "photos" | "drafts" | "kept";
type Writing = IDBPTransaction<Kept, Names[], "readwrite">;

/** The telephone has no room; nothing of what was to be kept is there. */
export class FullPhone extends Error {}

let opened: Promise<IDBPDatabase<Kept>> | undefined;

function database(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>(home.name, 1, {
    upgrade(made) {
      made.createObjectStore("outbox", { keyPath: "id", autoIncrement: true }).createIndex("key", "key", { unique: true });
      made.createObjectStore("photos", { keyPath: "id" }).createIndex("entry", "entry");
      made.createObjectStore("drafts", { keyPath: "name" });
      made.createObjectStore("kept");
    },
    terminated() { opened = undefined; },
  });
  return opened;
}

/** Throws FullPhone when there is no room; otherwise all that `work` puts is on the disk when this returns. */
async function write(names: Names[], work: (kept: Writing) => Promise<unknown>[] | Promise<Promise<unknown>[]>): Promise<void> {
  const transaction = (await database()).transaction(names, "readwrite", { durability: "strict" }) as Writing;
  const done = transaction.done;
  done.catch(() => undefined);
  try {
    await Promise.all([...await work(transaction), done]);
  } catch (error) {
    const full = [error, transaction.error].some((each) => each instanceof DOMException && each.name === "QuotaExceededError");
    await done.catch(() => undefined);
    throw full ? new FullPhone() : error;
  }
  announce("changed");
}

type News = "changed" | "queued";
const hearers: Record<News, Set<() => void>> = { changed: new Set(), queued: new Set() };
let opening: BroadcastChannel | undefined;

function channel(): BroadcastChannel | undefined {
  if (opening || !("BroadcastChannel" in self)) return opening;
  opening = new BroadcastChannel(home.name);
  opening.addEventListener("message", (event: MessageEvent<News>) => { for (const hear of hearers[event.data]) hear(); });
  return opening;
}

/** Calls `hear` whenever something was written ("changed") or is to be sent ("queued"), here, in another tab or by the worker. */
export function on(news: News, hear: () => void): void {
  channel();
  hearers[news].add(hear);
}

function announce(news: News): void {
  channel()?.postMessage(news);
  for (const hear of hearers[news]) hear();
}

const FRESH = { state: "waiting", tries: 0, said: null, answer: null } as const;

/** Puts entries with their photographs into the outbox, in this order, and drops the draft they were written in: all or nothing. */
export async function queue(entries: NewEntry[], photos: Photo[], draft?: string): Promise<void> {
  await write(["outbox", "photos", "drafts"], (kept) => [
    ...entries.map((each) => kept.objectStore("outbox").add({ ...each, ...FRESH } as NewEntry)),
    ...photos.map((each) => kept.objectStore("photos").put(each)),
    ...(draft ? [kept.objectStore("drafts").delete(draft)] : []),
  ]);
  announce("queued");
}

/** All entries in the order in which they were made. */
export async function entries(): Promise<Entry[]> {
  return await (await database()).getAll("outbox") as Entry[];
}

export async function photosOf(key: string): Promise<Photo[]> {
  return (await database()).getAllFromIndex("photos", "entry", key);
}

/** Changes an entry that is still there. */
export function change(id: number, changes: Partial<Entry>): Promise<void> {
  return write(["outbox"], async (kept) => {
    const found = await kept.objectStore("outbox").get(id);
    return found ? [kept.objectStore("outbox").put({ ...found, ...changes })] : [];
  });
}

/** Ends an entry: its line stays in the list, its photographs go. */
export function settle(entry: Entry, changes: Partial<Entry>): Promise<void> {
  return write(["outbox", "photos"], async (kept) => {
    const photos = await kept.objectStore("photos").index("entry").getAllKeys(entry.key);
    return [
      kept.objectStore("outbox").put({ ...entry, ...changes }),
      ...photos.map((each) => kept.objectStore("photos").delete(each)),
    ];
  });
}

/** Puts an entry in the place of a refused one, with its photographs, as one act: neither is ever missing. */
export async function replace(refused: Entry, instead: NewEntry): Promise<void> {
  await write(["outbox", "photos"], async (kept) => {
    const photos = await kept.objectStore("photos").index("entry").getAll(refused.key);
    return [
      kept.objectStore("outbox").put({ ...refused, state: "dropped" }),
      kept.objectStore("outbox").add({ ...instead, ...FRESH } as NewEntry),
      ...photos.map((each) => kept.objectStore("photos").put({ ...each, entry: instead.key })),
    ];
  });
  announce("queued");
}

/** Lets a refused entry wait again. */
export async function wait(id: number): Promise<void> {
  await change(id, { state: "waiting", said: null });
  announce("queued");
}

/** What of an entry's files is a clip. */
export function isFilm(file: Pick<Photo, "type">): boolean {
  return file.type.startsWith("video/");
}

/** Lets go of an entry's clip, which the server will never take, and keeps why. */
export function dropFilm(entry: Entry, why: string): Promise<void> {
  return write(["outbox", "photos"], async (kept) => {
    const files = await kept.objectStore("photos").index("entry").getAll(entry.key);
    return [
      kept.objectStore("outbox").put({ ...entry, clipless: why }),
      ...files.filter(isFilm).map((each) => kept.objectStore("photos").delete(each.id)),
    ];
  });
}

export function renewPhotos(before: Photo[], after: Photo[]): Promise<void> {
  return write(["photos"], (kept) => [
    ...before.map((each) => kept.objectStore("photos").delete(each.id)),
    ...after.map((each) => kept.objectStore("photos").put(each)),
  ]);
}

/** Forgets what was sent or dropped before an instant. */
export function forgetBefore(at: string): Promise<void> {
  return write(["outbox"], async (kept) => {
    const old = (await kept.objectStore("outbox").getAll() as Entry[]).filter((each) => ["sent", "dropped"].includes(each.state) && each.at < at);
    return old.map((each) => kept.objectStore("outbox").delete(each.id));
  });
}

export async function draft(name: string): Promise<Draft | undefined> {
  return (await database()).get("drafts", name);
}

export function keepDraft(made: Draft): Promise<void> {
  return write(["drafts"], (kept) => [kept.objectStore("drafts").put(made)]);
}

export async function read<T>(name: string): Promise<T | undefined> {
  return await (await database()).get("kept", name) as T | undefined;
}

export function keep(values: Record<string, unknown>): Promise<void> {
  return write(["kept"], (kept) => Object.entries(values).map(([name, value]) => kept.objectStore("kept").put(value, name)));
}

/** Keeps what was asked for a person, unless they left or another came while it was on its way. */
export function keepFor(account: number, values: Record<string, unknown>): Promise<void> {
  return write(["kept"], async (kept) => {
    const me = await kept.objectStore("kept").get("me") as { account: number } | undefined;
    return me?.account === account ? Object.entries(values).map(([name, value]) => kept.objectStore("kept").put(value, name)) : [];
  });
}

/** Forgets whose telephone it was, and the day; the outbox stays. */
export function forgetPerson(): Promise<void> {
  return write(["kept", "drafts"], (kept) => [kept.objectStore("kept").clear(), kept.objectStore("drafts").clear()]);
}

/** Now by the server's clock, as far as this telephone knows how far its own is off. */
export async function stamp(): Promise<string> {
  return new Date(Date.now() + (await read<number>("offset") ?? 0)).toISOString();
}

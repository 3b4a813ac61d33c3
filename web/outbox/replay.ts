import { freshKey } from "../elements/upload";
import { home } from "./home";
import { Away, get, post, Refusal, send, SignedOut } from "./server";
import { change, dropFilm, entries, forgetPerson, isFilm, keep, photosOf, read, renewPhotos, settle } from "./store";
import type { Entry, Photo, Sender } from "./types";

const GONE = ["photo-gone", "clip-gone"];
/** Refusals of a clip that no second try changes: what was reported goes without it. */
const NO_FILM = ["bad-clip", "no-clips", "clip-needs-kind", "clip-not-hazard"];

export type Ended = "done" | "busy" | "away" | "signed-out";

/**
 * Sends what waits in the outbox, in order, each under its key; the page and the worker call this alike, one at a time.
 * No network stops it; a refusal holds up only what is about the same case. Nothing leaves the outbox before the server
 * has said that it has it. Gives how it ended, with the seconds the server asked to wait.
 */
export async function replay(): Promise<{ ended: Ended; after: number }> {
  if (!("locks" in navigator)) return sendAll();
  return navigator.locks.request(`${home.name}-outbox`, { ifAvailable: true }, (lock) => lock ? sendAll() : { ended: "busy" as const, after: 0 });
}

async function sendAll(): Promise<{ ended: Ended; after: number }> {
  let last = 0;
  const held = new Set<string>();
  try {
    if (!(await entries()).some((each) => each.state === "waiting")) return { ended: "done", after: 0 };
    let me = await whoAmI();
    for (;;) {
      const all = (await entries()).filter((each) => each.account === me.account);
      for (const each of all) if (each.state === "refused" && each.about) held.add(each.about);
      const next = all.find((each) => each.id > last && each.state === "waiting" && !(each.about && held.has(each.about)));
      if (!next) return { ended: "done", after: 0 };
      last = next.id;
      if (next.post === me.post) me = await deliver(next, me);
      else {
        await change(next.id, { said: { code: "other-post", sentence: "", at: now() } });
        if (next.about) held.add(next.about);
      }
    }
  } catch (error) {
    if (error instanceof Away) return { ended: "away", after: error.after };
    if (error instanceof SignedOut) return { ended: "signed-out", after: 0 };
    throw error;
  }
}

/** Who is signed in, which also brings a fresh token against forgery. What was kept of another person or post is forgotten. */
export async function whoAmI(): Promise<Sender> {
  const [me, before] = [await get<Sender>("me"), await read<Sender>("me")];
  if (before && before.post !== me.post) await forgetPerson();
  await keep({ me, offset: Date.parse(me.at) - Date.now() });
  return me;
}

function now(): string {
  return new Date().toISOString();
}

/** Sends one entry and writes down what came of it. Throws Away or SignedOut, with the entry still waiting. */
async function deliver(entry: Entry, me: Sender): Promise<Sender> {
  try {
    const answer = await sent(entry, me);
    await settle(entry, { state: "sent", body: {}, said: null, answer, tries: entry.tries + 1 });
    return me;
  } catch (error) {
    if (error instanceof Refusal) return refusedBy(entry, error);
    const code = error instanceof SignedOut ? "signed-out" : "away";
    if (error instanceof Away || error instanceof SignedOut) await change(entry.id, { tries: entry.tries + 1, said: { code, sentence: error.message, at: now() } });
    throw error;
  }
}

/** Some refusals have a remedy of their own; all others wait for a person. */
async function refusedBy(entry: Entry, refusal: Refusal): Promise<Sender> {
  const me = await whoAmI();
  const film = NO_FILM.includes(refusal.code) && (await photosOf(entry.key)).some(isFilm);
  if (film || (entry.tries < 3 && (refusal.code === "csrf" || GONE.includes(refusal.code)))) {
    if (film) await dropFilm(entry, refusal.message);
    if (GONE.includes(refusal.code)) await uploadAnew(entry);
    const again = { ...entry, tries: entry.tries + 1, ...(film ? { clipless: refusal.message } : {}) };
    await change(entry.id, { tries: again.tries });
    return deliver(again, me);
  }
  await change(entry.id, { state: "refused", tries: entry.tries + 1, said: { code: refusal.code, sentence: refusal.message, at: now() } });
  return me;
}

async function sent(entry: Entry, me: Sender): Promise<Record<string, unknown>> {
  const ids: string[] = [];
  const film: Record<string, string> = {};
  for (const each of await photosOf(entry.key)) {
    const id = each.sent ?? await uploaded(each, me);
    if (isFilm(each)) film["film"] = id;
    else ids.push(id);
  }
  return post(entry.path, { ...withPhotos(entry, ids), ...film, key: entry.key }, me.csrf);
}

async function uploaded(photo: Photo, me: Sender): Promise<string> {
  const form = new FormData();
  form.append("key", photo.id);
  form.append("at", photo.at);
  if (photo.where) {
    form.append("lon", String(photo.where.lon));
    form.append("lat", String(photo.where.lat));
  }
  form.append("file", new Blob([photo.bytes], { type: photo.type }), isFilm(photo) ? "clip" : "photo.jpg");
  const { id } = await send<{ id: string }>(isFilm(photo) ? "clips" : "uploads", form, me.csrf);
  await renewPhotos([], [{ ...photo, sent: id }]);
  return id;
}

/** The server deletes what was not used for a day: the photographs go up again, under new keys. */
async function uploadAnew(entry: Entry): Promise<void> {
  const before = await photosOf(entry.key);
  await renewPhotos(before, before.map((each) => ({ ...each, id: freshKey(), sent: null })));
}

function withPhotos(entry: Entry, ids: string[]): Record<string, unknown> {
  if (!entry.photosIn || !ids.length) return entry.body;
  if (entry.photosIn === "photos") return { ...entry.body, photos: ids };
  return { ...entry.body, inputs: { ...entry.body["inputs"] as object, photos: ids } };
}

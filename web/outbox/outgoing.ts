import { freshKey } from "../elements/upload";
import { home } from "./home";
import { isFilm, queue, stamp } from "./store";
import type { Sender, NewEntry, Photo, Shot, Where } from "./types";

export interface Words {
  path: string;
  body: Record<string, unknown>;
  title: string;
  place: string;
  about?: string;
  move?: string;
  shots?: Shot[];
}

/** Puts what was done into the outbox, in order and all at once. Throws FullPhone; then nothing of it is kept. */
export async function putAway(me: Pick<Sender, "account" | "post">, done: Words[], draft?: string): Promise<void> {
  const at = await stamp();
  const photos: Photo[] = [];
  const made = done.map((each): NewEntry => {
    const entry = freshKey();
    const shots = each.shots ?? [];
    photos.push(...shots.map((shot) => ({ ...shot, entry, sent: null })));
    return {
      key: entry, account: me.account, post: me.post, path: each.path, body: { ...each.body, at },
      photosIn: each.about ? "inputs.photos" : "photos", photos: shots.filter((each) => !isFilm(each)).length, about: each.about ?? null, move: each.move ?? null,
      title: each.title, place: each.place, at,
    };
  });
  await queue(made, photos, draft);
  void navigator.storage?.persist?.();
  await sendLater();
}

/** Asks the browser to send when there is a network, even when no page is open then. */
async function sendLater(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration(home.scope);
  const sync = (worker as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
  await sync?.register("outbox").catch(() => undefined);
}

/** Photographs whose place was not known yet when they were taken get that of the form. */
export function located(shots: Shot[], where: Where | null): Shot[] {
  return shots.map((each) => ({ ...each, where: each.where ?? where }));
}

/** One move of a case, as the API wants it. */
export function moveOf(number: string, move: string, inputs: Record<string, unknown>, title: string, place: string, shots: Shot[] = []): Words {
  return { path: `cases/${encodeURIComponent(number)}/moves`, body: { move, inputs }, title, place, about: number, move, shots };
}

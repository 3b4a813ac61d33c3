/** What a telephone keeps until the server has it. */

/** Who sends: `csrf` goes back with every write, `at` is the server's clock. */
export interface Sender {
  account: number;
  post: number;
  csrf: string;
  at: string;
}

/** Degrees WGS 84, which is CGCS2000 here; accuracy in metres. */
export interface Where {
  lon: number;
  lat: number;
  accuracy: number;
}

/** A photograph, or a clip (`type` video/…), on its way; `id` is its key, `entry` the key of what it belongs to, `sent` the id the server gave it. */
export interface Photo {
  id: string;
  entry: string;
  bytes: ArrayBuffer;
  type: string;
  at: string;
  where: Where | null;
  sent: string | null;
}

/** What came of an entry. `code` is the server's word for a refusal, or "away", "signed-out", "other-post" of our own. */
export interface Said {
  code: string;
  sentence: string;
  at: string;
}

/**
 * One thing done on this telephone that the server must hear of: `body` goes to `path` under `key`, once. `photosIn` names
 * where in the body the ids of its photographs go. Entries of one `about` (a case) are sent strictly one after the other.
 */
export interface Entry {
  id: number;
  key: string;
  account: number;
  post: number;
  path: string;
  body: Record<string, unknown>;
  photosIn: "photos" | "inputs.photos" | null;
  photos: number;
  about: string | null;
  move: string | null;
  title: string;
  place: string;
  at: string;
  state: "waiting" | "refused" | "sent" | "dropped";
  tries: number;
  said: Said | null;
  answer: Record<string, unknown> | null;
  /** Why the server did not take the clip; the entry goes without it. */
  clipless?: string;
}

export type NewEntry = Omit<Entry, "id" | "state" | "tries" | "said" | "answer" | "clipless">;

/** A photograph before it belongs to an entry. */
export type Shot = Omit<Photo, "entry" | "sent">;

/** A form that was not sent yet; a telephone may close the browser while its camera is open. */
export interface Draft {
  name: string;
  words: Record<string, string>;
  shots: Record<string, Shot[]>;
}

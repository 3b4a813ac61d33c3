/** What the API answers (see /api/v1/openapi.json), and what this telephone keeps. */

export interface Me {
  account: number;
  number: string;
  name: string;
  post: number;
  post_name: string;
  role: string;
  role_word: string;
  unit: { code: string; name: string };
  area: string;
  may: string[];
  csrf: string;
  at: string;
}

export interface Option {
  move: string;
  asks: string[];
  why_not: string | null;
}

export interface CasePhoto {
  id: string;
  role: string;
  at: string;
  metres: number | null;
}

export interface FieldCase {
  number: string;
  title: string;
  state: string;
  state_word: string;
  urgency: string;
  kind: string | null;
  kind_name: string;
  lon: number | null;
  lat: number | null;
  place: string;
  unit_name: string;
  received_at: string;
  stage_due_at: string | null;
  said: string[];
  closing: string;
  answer: string;
  sampled: boolean;
  farthest: number | null;
  photos: CasePhoto[];
  options: Option[];
}

export interface Procedure {
  move: string;
  word: string;
  sources: string[];
  target: string | null;
  asks: string[];
}

export interface Kind {
  code: string;
  name: string;
  name_en: string;
  category: string;
  parent: string | null;
}

export interface Day {
  at: string;
  cases: FieldCase[];
  more: boolean;
  kinds: Kind[];
  often: string[];
  moves: Procedure[];
  danger: Record<string, string>;
}

/** From clocking in to clocking out. */
export interface Stint {
  id: number;
  began_at: string;
  ended_at: string | null;
  until: string;
  points: number;
}

export interface Roster {
  stint: Stint | null;
  shifts: { starts_at: string; ends_at: string }[];
  stints: Stint[];
}

/** Degrees WGS 84, which is CGCS2000 here; accuracy in metres. */
export interface Where {
  lon: number;
  lat: number;
  accuracy: number;
}

/** A photograph on its way; `id` is its key, `entry` the key of what it belongs to, `sent` the id the server gave it. */
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
}

export type NewEntry = Omit<Entry, "id" | "state" | "tries" | "said" | "answer">;

/** A photograph before it belongs to an entry. */
export type Shot = Omit<Photo, "entry" | "sent">;

/** A form that was not sent yet; a telephone may close the browser while its camera is open. */
export interface Draft {
  name: string;
  words: Record<string, string>;
  shots: Record<string, Shot[]>;
}

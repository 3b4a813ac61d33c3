/** What the API answers (see /api/v1/openapi.json). */

import type { Sender } from "../outbox/types";

export interface Me extends Sender {
  number: string;
  name: string;
  post_name: string;
  role: string;
  role_word: string;
  unit: { code: string; name: string };
  area: string;
  may: string[];
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

/** One line of a round; `checked`: the last look of this period. */
export interface Stop {
  id: number;
  place: string;
  look_for: string;
  asset: string | null;
  checked: { at: string; finding: string; finding_word: string; case: string } | null;
}

export interface Round {
  id: number;
  name: string;
  purpose: string;
  purpose_word: string;
  period_word: string;
  since: string;
  stops: Stop[];
}

/** A component or a hazard; `due_on`: the day on which it is to be looked at again. */
export interface Asset {
  code: string;
  name: string;
  kind: string;
  place: string;
  lon: number;
  lat: number;
  unit_name: string;
  due_on: string | null;
}

export interface Rounds {
  at: string;
  rounds: Round[];
  assets: Asset[];
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

import { home } from "./home";

/** Asks the API, and says in four ways what came of it. Works in a page and in a worker. */

/** There is no network, no server, or it cannot just now: the same may be sent again. `after`: seconds to wait. */
export class Away extends Error {
  constructor(message = "", readonly after = 0) {
    super(message);
  }
}

/** Nobody is signed in, or whoever is may not work from here. */
export class SignedOut extends Error {}

/** The server has understood and said no. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

const PATIENCE = 30_000;
const PATIENCE_FOR_PHOTOS = 120_000;
const NOT_HERE = ["second-factor", "no-post"];

let spoken = "zh-CN";

/** The language in which the server is to answer. */
export function speak(language: string): void {
  spoken = language;
}

export function get<T>(path: string): Promise<T> {
  return asked<T>(path, { method: "GET" }, PATIENCE);
}

export function post<T>(path: string, body: unknown, csrf: string): Promise<T> {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  return asked<T>(path, { method: "POST", body: JSON.stringify(body), headers }, PATIENCE);
}

export function send<T>(path: string, form: FormData, csrf: string): Promise<T> {
  return asked<T>(path, { method: "POST", body: form, headers: { "X-CSRFToken": csrf } }, PATIENCE_FOR_PHOTOS);
}

async function asked<T>(path: string, words: RequestInit, patience: number): Promise<T> {
  const headers = { Accept: "application/json", "Accept-Language": spoken, ...words.headers as Record<string, string> };
  let response: Response;
  let body: unknown;
  try {
    // A redirect is somebody between, or the door: never an answer.
    response = await fetch(`${home.api}${path}`, { ...words, headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(patience) });
    if (response.type === "opaqueredirect") throw new SignedOut();
    body = await response.json().catch(() => undefined);
  } catch (error) {
    throw error instanceof SignedOut ? error : new Away();
  }
  if (response.ok && body !== undefined) return body as T;
  throw refused(response, body);
}

/** An answer that is not the API's own (a gateway's, a hotel's sign-in page) counts as no answer. */
function refused(response: Response, body: unknown): Error {
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  const sentence = typeof detail === "string" ? detail : "";
  if (typeof code !== "string") return new Away();
  if (response.status === 401 || NOT_HERE.includes(code)) return new SignedOut(sentence);
  if (response.status >= 500 || response.status === 429) return new Away(sentence, Number(response.headers.get("Retry-After")) || 0);
  return new Refusal(response.status, code, sentence);
}

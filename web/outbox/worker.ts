import { replay } from "./replay";
import { speak } from "./server";
import { read } from "./store";

/** What the server wrote before this script: which files to keep, and a version that changes with any of them. */
interface KeptFiles {
  version: string;
  page: string;
  files: string[];
}
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Syncing extends Waiting {
  tag: string;
}
interface Worker extends EventTarget {
  KEPT: KeptFiles;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

/**
 * What a worker does beside its files. `prefix`: of its caches. `pages`: the addresses at which the kept page stands in when
 * the server says nothing for `patience` ms. `one`: these are one page, kept anew whenever it comes. `pictures`: a cache that
 * the page fills, for addresses that match.
 */
interface Duties {
  prefix: string;
  pages: RegExp;
  patience: number;
  one: boolean;
  pictures?: [string, RegExp];
}

/**
 * The service worker: the page starts without a network, its files come from here, kept pictures too, and the outbox
 * is sent when the browser says that there is a network, even with no page open.
 */
export function startWorker(duties: Duties): void {
  const worker = self as unknown as Worker;
  const { version, page, files } = worker.KEPT;
  const [pictures, picture] = duties.pictures ?? ["", undefined];
  const name = `${duties.prefix}-${version}`;
  worker.addEventListener("install", (event) => (event as Waiting).waitUntil(install(name, [page, ...files]).then(() => worker.skipWaiting())));
  worker.addEventListener("activate", (event) => (event as Waiting).waitUntil(tidy(duties.prefix, [name, pictures]).then(() => worker.clients.claim())));
  worker.addEventListener("fetch", (event) => {
    const { request, respondWith } = { request: (event as Fetching).request, respondWith: (answer: Promise<Response>) => (event as Fetching).respondWith(answer) };
    const path = new URL(request.url).pathname;
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && duties.pages.test(path)) respondWith(pageOf(request, name, page, duties));
    else if (files.includes(path)) respondWith(keptOr(request, name));
    else if (picture?.test(path)) respondWith(keptOr(request, pictures));
  });
  worker.addEventListener("sync", (event) => {
    if ((event as Syncing).tag === "outbox") (event as Syncing).waitUntil(sendOutbox());
  });
}

async function install(name: string, addresses: string[]): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll(addresses.map((each) => new Request(each, { cache: "reload" })));
}

async function tidy(prefix: string, ours: string[]): Promise<void> {
  const old = (await caches.keys()).filter((each) => each.startsWith(`${prefix}-`) && !ours.includes(each));
  await Promise.all(old.map((each) => caches.delete(each)));
}

/** The page from the server, in the language and colours of now; the kept one where the server is silent. */
async function pageOf(request: Request, name: string, page: string, { patience, one }: Duties): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(page, { ignoreVary: true });
  try {
    const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(patience) } : {});
    if (one && fresh.ok && !fresh.redirected) await cache.put(page, fresh.clone()).catch(() => undefined);
    return !kept || (one ? fresh.ok : fresh.status < 500) ? fresh : kept;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keptOr(request: Request, name: string): Promise<Response> {
  const kept = await caches.open(name).then((cache) => cache.match(request, { ignoreVary: true }));
  return kept ?? fetch(request);
}

/** Throws where it could not be sent, so that the browser tries again. */
async function sendOutbox(): Promise<void> {
  speak(await read<string>("language") ?? "zh-CN");
  if ((await replay()).ended === "away") throw new Error("away");
}

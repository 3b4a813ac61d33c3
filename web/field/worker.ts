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

const PATIENCE = 3_000;
const PICTURES = "field-photos";
const PICTURE = /^\/api\/v1\/cases\/[^/]+\/photos\/[^/]+$/;

/**
 * The service worker: the page starts without a network, its files come from here, today's pictures too, and the outbox
 * is sent when the browser says that there is a network, even with no page open.
 */
export function startWorker(): void {
  const worker = self as unknown as Worker;
  const { version, page, files } = worker.KEPT;
  const name = `field-${version}`;
  worker.addEventListener("install", (event) => (event as Waiting).waitUntil(install(name, [page, ...files]).then(() => worker.skipWaiting())));
  worker.addEventListener("activate", (event) => (event as Waiting).waitUntil(tidy(name).then(() => worker.clients.claim())));
  worker.addEventListener("fetch", (event) => {
    const { request, respondWith } = { request: (event as Fetching).request, respondWith: (answer: Promise<Response>) => (event as Fetching).respondWith(answer) };
    const path = new URL(request.url).pathname;
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && path === page) respondWith(pageOf(request, name));
    else if (files.includes(path)) respondWith(keptOr(request, name));
    else if (PICTURE.test(path)) respondWith(keptOr(request, PICTURES));
  });
  worker.addEventListener("sync", (event) => {
    if ((event as Syncing).tag === "outbox") (event as Syncing).waitUntil(sendOutbox());
  });
}

async function install(name: string, addresses: string[]): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll(addresses.map((each) => new Request(each, { cache: "reload" })));
}

async function tidy(name: string): Promise<void> {
  const old = (await caches.keys()).filter((each) => each.startsWith("field-") && each !== name && each !== PICTURES);
  await Promise.all(old.map((each) => caches.delete(each)));
}

/** The page from the server, in the language and colours of now; the kept one where the server is silent for 3 s. */
async function pageOf(request: Request, name: string): Promise<Response> {
  const cache = await caches.open(name);
  const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
  try {
    const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE) } : {});
    if (fresh.ok && !fresh.redirected) await cache.put("/field/", fresh.clone()).catch(() => undefined);
    return fresh.ok || !kept ? fresh : kept;
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

import { home } from "../outbox/home";

const LOOK = "ld-kept-look";

/**
 * Puts the worker in charge, where the browser has one (WeChat on an iPhone has none: the outbox is then sent while a page
 * is open). The kept page is fetched anew when the language, the colours or elder mode have changed.
 */
export async function startInstalled(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const { lang, dataset } = document.documentElement;
  const look = [lang, dataset["mode"], dataset["theme"]].join(" ");
  try {
    await navigator.serviceWorker.register("/worker.js", { scope: home.scope });
    const page = document.querySelector<HTMLMetaElement>('meta[name="ld-kept-page"]')?.content;
    if (!page || !navigator.onLine || localStorage.getItem(LOOK) === look) return;
    for (const name of await caches.keys()) if (name.startsWith("resident-")) await (await caches.open(name)).add(new Request(page, { cache: "reload" }));
    localStorage.setItem(LOOK, look);
  } catch {
    // Without a worker, or without room, every page still works with a network.
  }
}

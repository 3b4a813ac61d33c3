import { LdCamera } from "../elements/camera";
import { LdClip } from "../elements/clip";
import { release } from "../elements/forms";
import { icon, make } from "../elements/make";
import { showToast } from "../elements/toasts";
import { home } from "../outbox/home";
import { putAway } from "../outbox/outgoing";
import { FullPhone, stamp } from "../outbox/store";
import type { Shot } from "../outbox/types";
import { fullPhone, t } from "../outbox/words";

const KNOCK_FOR = 4_000;

/**
 * `<form data-keeps [data-stands-in]>`: what is sent while the server cannot be reached goes into the outbox instead, with
 * its photographs. Before the form leaves, it knocks: a browser that believes itself in a network is often wrong. A kept page
 * (`data-stands-in`) never sends its form itself, since its key may have been used.
 */
export function startKeeping(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-keeps]");
  if (!form) return;
  let passed = false;
  let deciding = false;
  window.addEventListener("pageshow", () => { passed = false; });
  form.addEventListener("submit", (event) => {
    if (passed || (event.submitter as HTMLButtonElement | null)?.name === "drop") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (deciding) return;
    deciding = true;
    event.submitter?.setAttribute("aria-busy", "true");
    void decide(form, event.submitter).then((there) => {
      deciding = false;
      release(form);
      passed = there;
      if (there) form.requestSubmit(event.submitter);
    });
  }, { capture: true });
}

/** True when the server is there and the form may go; otherwise it has been kept, or said why not. */
async function decide(form: HTMLFormElement, pressed: HTMLElement | null): Promise<boolean> {
  // A clip that lies here unsent goes by the outbox, which sends it at once when it can.
  if (!("standsIn" in form.dataset) && !form.querySelector<LdClip>("ld-clip")?.holds && await there()) return true;
  try {
    await keepReport(form, pressed);
  } catch (error) {
    complain(form, error instanceof FullPhone ? fullPhone() : t("没有存下：这个浏览器不让存东西。这一页先不要关，有网再提交。", "Not kept: this browser keeps nothing. Leave this page open and send when there is a network."));
  }
  return false;
}

async function there(): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    return (await fetch(`${home.api}me`, { cache: "no-store", signal: AbortSignal.timeout(KNOCK_FOR) })).ok;
  } catch {
    return false;
  }
}

async function keepReport(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  const given = new FormData(form);
  const [text, words, lon, lat, phone] = ["text", "words", "lon", "lat", "phone"].map((name) => String(given.get(name) ?? "").trim()) as [string, string, string, string, string];
  const kind = String((pressed as HTMLButtonElement | null)?.value || given.get("more") || given.get("kind") || "");
  const camera = form.querySelector<LdCamera>("ld-camera");
  const taken = await camera?.taken() ?? [];
  const clip = form.querySelector<LdClip>("ld-clip");
  const film = await clip?.taken();
  const wrong = missing(text || kind || taken.length ? "x" : "", words || text || lon) || (film && !kind ? t("带视频的上报要先选类别：视频只收看得见的隐患。", "Choose a kind first: a clip goes with hazards that can be seen only.") : "");
  if (wrong) return complain(form, wrong);
  const at = await stamp();
  const shots: Shot[] = [...taken, ...(film ? [film] : [])].map(({ key, bytes, type }) => ({ id: key, bytes, type, at, where: null }));
  const body = {
    text, words, kind, lon, lat, phone, confidential: given.has("confidential"), mine: given.has("mine"), hazard: form.dataset["keeps"] === "hazard",
    clip: String(given.get("clip") ?? ""),
  };
  await putAway({ account: 0, post: 0 }, [{ path: "reports", body, title: named(form, kind) || text.slice(0, 30) || t("照片上报", "A photo"), place: words, shots }]);
  complain(form, "");
  camera?.empty();
  form.reset();
  for (const name of ["lon", "lat", "accuracy"]) form.querySelectorAll<HTMLInputElement>(`input[name=${name}]`).forEach((each) => { each.value = ""; });
  showToast({ text: t("存好了，一有网络就自动发出", "Kept; it is sent by itself when there is a network") });
  document.querySelector("ld-outbox")?.scrollIntoView({ block: "center" });
}

function missing(something: string, somewhere: string): string {
  if (!something) return t("还不知道是什么问题：拍一张照片、选一个类别，或者写一句。", "What is it? Take a photo, choose a kind, or write a sentence.");
  return somewhere ? "" : t("还不知道在哪里：点“用我的位置”，或者写下地点。", "Where is it? Use your position, or write the place.");
}

/** The words of the chosen kind as they stand on the page. */
function named(form: HTMLFormElement, kind: string): string {
  const option = [...form.querySelectorAll<HTMLOptionElement>("option")].find((each) => kind && each.value === kind);
  const radio = [...form.querySelectorAll<HTMLInputElement>("input[name=kind]")].find((each) => each.value === kind);
  const button = [...form.querySelectorAll<HTMLButtonElement>("button[name=kind]")].find((each) => each.value === kind);
  return (option?.text ?? button?.textContent ?? radio?.closest("label")?.textContent ?? "").trim();
}

function complain(form: HTMLFormElement, sentence: string): void {
  const place = form.querySelector(".not-kept") ?? make("div", "notice late not-kept");
  place.setAttribute("role", "alert");
  place.replaceChildren(icon("i-alert"), make("span", "", sentence));
  if (sentence) form.prepend(place);
  else place.remove();
  if (sentence) place.scrollIntoView({ block: "center" });
}

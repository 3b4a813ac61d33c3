import { icon, make } from "./make";
import type { Taken } from "./shot";
import { freshKey, upload, UploadRefused } from "./upload";
import { say } from "./words";

/**
 * `<ld-clip action="/report/clips" seconds="20" megabytes="30">` around `label.clip-add > input[type=file]`. A chosen clip
 * that is too long or too big is refused before anything is sent; any other is sent at once, with its progress, and its id
 * goes into a hidden input `clip` of the form, which waits for it. Where there is no network it stays here until the form is kept
 * (`keeps`: it always does). Without script the file goes with the form.
 */
export class LdClip extends HTMLElement {
  private readonly words = make("p", "hint");
  private readonly bar = make("progress", "bar");
  private sending = false;
  private waiting: HTMLElement | null | undefined;
  private held: File | undefined;
  private key = "";

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!input || this.dataset["ready"]) return;
    this.dataset["ready"] = "";
    input.removeAttribute("name");
    this.words.setAttribute("role", "status");
    this.bar.max = 1;
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = "";
      if (file) void this.take(file);
    });
    this.closest("form")?.addEventListener("submit", this.onSubmit, { capture: true });
    this.closest("form")?.addEventListener("reset", () => this.empty());
  }

  /** Whether a clip lies here that the server does not have. */
  get holds(): boolean {
    return this.held !== undefined;
  }

  /** The clip that lies here, as it would be sent. */
  async taken(): Promise<Taken | null> {
    return this.held ? { key: this.key, bytes: await this.held.arrayBuffer(), type: this.held.type } : null;
  }

  private async take(file: File): Promise<void> {
    const seconds = Number(this.getAttribute("seconds")), megabytes = Number(this.getAttribute("megabytes"));
    this.add()?.before(this.words);
    if (file.size > megabytes * 1024 * 1024) return this.tell(say("clip.heavy", megabytes));
    if (!file.type.startsWith("video/")) return this.tell(say("clip.none"));
    if (await lengthOf(file) > seconds + 0.5) return this.tell(say("clip.long", seconds));
    this.key = freshKey();
    if (this.hasAttribute("keeps")) this.hold(file);
    else await this.send(file);
  }

  private async send(file: File): Promise<void> {
    this.sending = true;
    this.add()?.setAttribute("hidden", "");
    this.bar.removeAttribute("value");
    this.bar.setAttribute("aria-label", say("clip.sending"));
    this.tell(say("clip.sending"));
    this.append(this.bar);
    try {
      this.keep(await upload(this.getAttribute("action") ?? "", file, file.name, this.key, (share) => { this.bar.value = share; }));
    } catch (error) {
      if (this.closest("form[data-keeps]") && error instanceof UploadRefused && error.status === 0) this.hold(file);
      else this.fail(error);
    }
    this.bar.remove();
    this.sending = false;
    if (this.waiting === undefined) return;
    const submitter = this.waiting;
    this.waiting = undefined;
    this.closest("form")?.requestSubmit(submitter);
  }

  private fail(error: unknown): void {
    this.add()?.removeAttribute("hidden");
    this.tell(error instanceof UploadRefused && error.message ? error.message : say("clip.failed"));
    this.waiting = undefined;
  }

  private keep(id: string): void {
    const field = make("input");
    field.type = "hidden";
    field.name = "clip";
    field.value = id;
    this.show(say("clip.sent"), field);
  }

  private hold(file: File): void {
    this.held = file;
    this.add()?.setAttribute("hidden", "");
    this.show(say("clip.held"));
  }

  private show(words: string, ...fields: Node[]): void {
    const drop = make("button", "link", say("clip.drop"));
    drop.type = "button";
    drop.addEventListener("click", () => this.empty());
    this.tell("");
    this.append(make("div", "clip-kept line", icon("i-film"), make("span", "grow", words), ...fields, drop));
  }

  private empty(): void {
    this.held = undefined;
    this.querySelector(".clip-kept")?.remove();
    this.add()?.removeAttribute("hidden");
  }

  private add(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".clip-add");
  }

  private tell(words: string): void {
    this.words.textContent = words;
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    if (!this.sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting = event.submitter;
    this.tell(say("clip.waiting"));
  };
}

/** Seconds of a film, or 0 where this browser cannot tell: the server looks again. */
function lengthOf(file: File): Promise<number> {
  return new Promise((resolve) => {
    const film = make("video");
    const address = URL.createObjectURL(file);
    const done = (seconds: number): void => { URL.revokeObjectURL(address); resolve(Number.isFinite(seconds) ? seconds : 0); };
    film.preload = "metadata";
    film.onloadedmetadata = () => done(film.duration);
    film.onerror = () => done(0);
    setTimeout(() => done(0), 4000);
    film.src = address;
  });
}

export function defineClip(): void {
  if (!customElements.get("ld-clip")) customElements.define("ld-clip", LdClip);
}

import { Shot, type Taken } from "./shot";
import { make } from "./make";
import { say } from "./words";

/**
 * `<ld-camera max="6" name="photo" action="/api/v1/uploads">` around `.shots > label.shot-add > input[type=file]`.
 * Chosen photographs are shown, made smaller and sent at once, each with its own progress; the answer's id goes into a
 * hidden input `name` (default `photo`) of the form. The form waits for photographs still on their way. Without script
 * the file input goes with the form under its own name. Emits `ld-photos` {count} whenever the number changes. `keeps`: they
 * are made smaller and stay here, for a page that was opened without a network.
 */
export class LdCamera extends HTMLElement {
  private readonly shots = new Set<Shot>();
  private waiting: HTMLElement | null | undefined;

  connectedCallback(): void {
    const input = this.input();
    if (!input || this.dataset["ready"]) return;
    this.dataset["ready"] = "";
    input.removeAttribute("name");
    input.required = false;
    input.addEventListener("change", () => this.take(input));
    this.closest("form")?.addEventListener("submit", this.onSubmit, { capture: true });
    window.addEventListener("online", this.again);
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.again);
  }

  private input(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input[type=file]");
  }

  private take(input: HTMLInputElement): void {
    const files = [...(input.files ?? [])];
    const room = (Number(this.getAttribute("max")) || 6) - this.shots.size;
    input.value = "";
    for (const file of files.slice(0, room)) this.add(file);
    this.tell(files.length > room ? say("camera.many", Number(this.getAttribute("max")) || 6) : "");
    this.refresh();
  }

  private add(file: File): void {
    const shot = new Shot(file, this.getAttribute("action") ?? "/api/v1/uploads", this.getAttribute("name") ?? "photo", {
      changed: () => this.settle(),
      dropped: () => { this.shots.delete(shot); this.refresh(); this.settle(); },
    });
    this.shots.add(shot);
    this.querySelector(".shot-add")?.before(shot.element);
    void (this.hasAttribute("keeps") ? shot.prepare() : shot.send());
  }

  /** The photographs that can be opened, as they would be sent. */
  async taken(): Promise<Taken[]> {
    return (await Promise.all([...this.shots].map((shot) => shot.taken()))).filter((each): each is Taken => each !== null);
  }

  /** Lets go of all photographs. */
  empty(): void {
    for (const shot of [...this.shots]) shot.drop();
  }

  private refresh(): void {
    const add = this.querySelector<HTMLElement>(".shot-add");
    if (add) add.hidden = this.shots.size >= (Number(this.getAttribute("max")) || 6);
    this.querySelector(".shots")?.classList.toggle("only-add", this.shots.size === 0);
    const words = this.querySelector<HTMLElement>("[data-more]");
    if (words && this.shots.size) words.textContent = say("camera.add");
    this.dispatchEvent(new CustomEvent("ld-photos", { bubbles: true, detail: { count: this.shots.size } }));
  }

  private tell(words: string): void {
    let place = this.querySelector<HTMLElement>("[data-say]");
    if (!place) {
      place = make("p", "hint");
      place.dataset["say"] = "";
      place.setAttribute("role", "status");
      this.append(place);
    }
    place.textContent = words;
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    if (![...this.shots].some((shot) => shot.state === "sending")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting = event.submitter;
    this.tell(say("camera.waiting"));
  };

  private settle(): void {
    if (this.waiting === undefined || [...this.shots].some((shot) => shot.state === "sending")) return;
    const submitter = this.waiting;
    this.waiting = undefined;
    this.tell("");
    const form = this.closest("form");
    if (form?.hasAttribute("data-keeps") || [...this.shots].every((shot) => shot.state !== "failed")) form?.requestSubmit(submitter);
  }

  private readonly again = (): void => {
    for (const shot of this.shots) if (shot.state === "failed") void shot.send();
  };
}

export function defineCamera(): void {
  if (!customElements.get("ld-camera")) customElements.define("ld-camera", LdCamera);
}

import { icon, make, press } from "../elements/make";
import { draft, FullPhone, keepDraft } from "../outbox/store";
import type { Where } from "../outbox/types";
import { t } from "../outbox/words";
import type { Shots } from "./shots";
import { whereAmI } from "./where";

/** A form whose words, photographs and position are kept as a draft with each change, until it goes into the outbox. */
export class Form {
  words: Record<string, string> = {};
  readonly complaint = make("p", "wrong");
  private readonly shots: Record<string, Shots> = {};
  private readonly restorers: Record<string, (value: string) => void> = {};
  private where: Promise<Where | null> | null = null;
  private restoring = false;

  constructor(readonly name: string) {
    this.complaint.setAttribute("role", "alert");
    this.complaint.hidden = true;
  }

  keepWords<F extends HTMLInputElement | HTMLTextAreaElement>(field: F, name: string): F {
    field.addEventListener("input", () => this.set(name, field.value));
    this.onRestore(name, (value) => { field.value = value; });
    return field;
  }

  keepShots(name: string, shots: Shots): Shots {
    this.shots[name] = shots;
    return shots;
  }

  onRestore(name: string, put: (value: string) => void): void {
    this.restorers[name] = put;
  }

  set(name: string, value: string): void {
    this.words[name] = value;
    this.changed();
  }

  complain(sentence: string): void {
    this.complaint.textContent = sentence;
    this.complaint.hidden = !sentence;
  }

  /** Keeps the draft. A telephone that is full keeps none, and says so while the page still has all of it. */
  changed(): void {
    if (this.restoring) return;
    this.complain("");
    const shots = Object.fromEntries(Object.entries(this.shots).map(([name, each]) => [name, each.shots]));
    keepDraft({ name: this.name, words: this.words, shots }).catch((error: unknown) => {
      if (error instanceof FullPhone) this.complain(t("手机快满了，这一页先不要关；请删掉些照片或应用。", "This phone is nearly full. Keep this page open and free some space."));
    });
  }

  async restore(): Promise<void> {
    const kept = await draft(this.name);
    if (!kept) return;
    this.restoring = true;
    this.words = { ...kept.words };
    for (const [name, value] of Object.entries(kept.words)) this.restorers[name]?.(value);
    for (const [name, shots] of Object.entries(kept.shots)) this.shots[name]?.restore(shots);
    this.restoring = false;
  }

  /** Where the telephone is: asked for when the form opens, and again on request. */
  here(): Promise<Where | null> {
    this.where ??= whereAmI();
    return this.where;
  }

  /** The tile that says where one stands; `said` words it for what was found. */
  position(hint: string, said?: (where: Where) => string): HTMLElement {
    const words = make("span", "grow meta");
    words.setAttribute("role", "status");
    const find = async (): Promise<void> => {
      words.textContent = t("正在定位", "Finding where you are");
      const found = await this.here();
      words.textContent = found ? said?.(found) ?? t(`定位好了，误差约 ${found.accuracy} 米。${hint}`, `Found, within about ${found.accuracy} m. ${hint}`)
        : t("这里收不到定位。可以写下地点，或再试。", "No position here. Write the place, or try again.");
    };
    void find();
    const again = press("btn btn-quiet", t("再定位", "Find again"), () => { this.where = null; return find(); });
    return make("div", "tile line", icon("i-pin"), words, again);
  }
}

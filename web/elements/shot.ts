import { button, icon, make } from "./make";
import { shrink } from "./shrink";
import { freshKey, upload, UploadRefused } from "./upload";
import { say } from "./words";

/** A photograph as it is sent: its key, and its bytes made smaller. */
export interface Taken {
  key: string;
  bytes: ArrayBuffer;
  type: string;
}

/** One chosen photograph: its picture, how far it has gone, the id the server gave it, and a way to try again. */
export class Shot {
  readonly element: HTMLElement;
  state: "sending" | "sent" | "failed" | "kept" | "unreadable" = "sending";
  private readonly picture = make("img");
  private readonly bar = make("progress", "bar");
  private readonly words = make("div", "shot-say");
  private readonly key = freshKey();
  private small: Blob | undefined;

  constructor(
    private readonly file: File,
    private readonly address: string,
    private readonly name: string,
    private readonly hear: { changed(): void; dropped(): void },
  ) {
    this.picture.src = URL.createObjectURL(file);
    this.picture.alt = file.name;
    const drop = button("shot-drop", say("camera.drop"), icon("i-x"));
    drop.addEventListener("click", () => this.drop());
    this.bar.max = 1;
    this.words.setAttribute("role", "status");
    this.element = make("div", "shot", this.picture, drop);
  }

  /** Makes the picture smaller and sends it; says in a sentence when that failed. Never throws. */
  async send(): Promise<void> {
    this.state = "sending";
    this.words.remove();
    this.bar.removeAttribute("value");
    this.bar.setAttribute("aria-label", say("camera.shrinking"));
    this.element.append(this.bar);
    const small = await this.shrunk();
    if (!small) return;
    try {
      const id = await upload(this.address, small, this.file.name, this.key, (share) => { this.bar.value = share; });
      this.succeed(id);
    } catch (error) {
      this.fail("failed", sentenceOf(error));
    }
  }

  /** Makes it smaller without sending it. Never throws. */
  async prepare(): Promise<void> {
    if (!await this.shrunk()) return;
    this.state = "kept";
    this.hear.changed();
  }

  /** What would be sent; null for a file that cannot be opened. */
  async taken(): Promise<Taken | null> {
    const small = await this.shrunk();
    return small && { key: this.key, bytes: await small.arrayBuffer(), type: small.type };
  }

  private async shrunk(): Promise<Blob | null> {
    try {
      this.small ??= await shrink(this.file);
      return this.small;
    } catch {
      this.fail("unreadable", say("camera.unread"));
      return null;
    }
  }

  private succeed(id: string): void {
    this.state = "sent";
    const field = make("input");
    field.type = "hidden";
    field.name = this.name;
    field.value = id;
    this.bar.remove();
    this.element.append(field);
    this.hear.changed();
  }

  private fail(state: "failed" | "unreadable", sentence: string): void {
    this.state = state;
    this.bar.remove();
    this.words.replaceChildren(sentence);
    this.picture.hidden = state === "unreadable";
    if (state === "failed") {
      const again = make("button", "", say("camera.retry"));
      again.type = "button";
      again.addEventListener("click", () => void this.send());
      this.words.append(" ", again);
    }
    this.element.append(this.words);
    this.hear.changed();
  }

  drop(): void {
    URL.revokeObjectURL(this.picture.src);
    this.element.remove();
    this.hear.dropped();
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof UploadRefused)) return say("camera.failed");
  if (error.message) return error.message;
  return error.status === 413 ? say("camera.large") : say("camera.failed");
}

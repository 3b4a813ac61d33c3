import { icon, make } from "./make";
import { say } from "./words";

interface Side {
  source: string;
  words: string;
  label: string;
}

/** Two pictures over each other and a line between them; arrow keys move it by 5 %, Home and End to the edges. */
export class PhotoSlider {
  readonly element: HTMLElement;
  readonly handle: HTMLButtonElement;
  private readonly front: HTMLImageElement;
  private readonly line: HTMLElement;
  private share = 50;

  constructor(before: Side, after: Side) {
    this.front = image(before);
    this.handle = make("button", "slider-handle", icon("i-compare"));
    this.handle.type = "button";
    this.handle.setAttribute("role", "slider");
    this.handle.setAttribute("aria-label", say("photos.slider"));
    this.handle.setAttribute("aria-valuemin", "0");
    this.handle.setAttribute("aria-valuemax", "100");
    this.line = make("div", "slider-line", this.handle);
    this.element = make("div", "slider", image(after), this.front,
      make("span", "slider-label", before.label), make("span", "slider-label", after.label), this.line);
    this.handle.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("pointerdown", (event) => this.onPress(event));
    this.move(50);
  }

  private move(share: number): void {
    this.share = Math.min(100, Math.max(0, share));
    this.front.style.clipPath = `inset(0 ${100 - this.share}% 0 0)`;
    this.line.style.left = `${this.share}%`;
    this.handle.setAttribute("aria-valuenow", String(Math.round(this.share)));
  }

  private onKey(event: KeyboardEvent): void {
    const to = { ArrowLeft: this.share - 5, ArrowRight: this.share + 5, Home: 0, End: 100 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(to);
  }

  private onPress(event: PointerEvent): void {
    this.element.setPointerCapture(event.pointerId);
    const follow = (at: PointerEvent): void => {
      const box = this.element.getBoundingClientRect();
      this.move(((at.clientX - box.left) / box.width) * 100);
    };
    follow(event);
    const stop = (): void => this.element.removeEventListener("pointermove", follow);
    this.element.addEventListener("pointermove", follow);
    this.element.addEventListener("pointerup", stop, { once: true });
    this.element.addEventListener("pointercancel", stop, { once: true });
  }
}

function image(side: Side): HTMLImageElement {
  const element = make("img");
  element.src = side.source;
  element.alt = side.words;
  element.draggable = false;
  return element;
}

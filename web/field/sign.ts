import { make, press } from "../elements/make";
import { freshKey } from "../elements/upload";
import { stamp } from "../outbox/store";
import type { Shot } from "../outbox/types";
import { t } from "../outbox/words";
import { whereAmI } from "./where";

const [WIDTH, HEIGHT, PEN] = [900, 360, 5];

/** A field to sign on with a finger. What is drawn is a picture like any other; without a stroke there is none. */
export class Signature {
  readonly element: HTMLElement;
  private readonly canvas = make("canvas", "sign-pad");
  private drawn = false;

  constructor(private readonly changed: () => void) {
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", t("请收到答复的人在这里签字，可以不签", "Who was told signs here, if they like"));
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => { if (event.buttons) this.draw(event); });
    this.element = make("section", "tile stack", make("h2", "flow-title", t("签字", "Signature")), this.canvas,
      make("p", "hint", t("可以不签。签了只有您和受理人员看得到。", "It may stay empty. Only you and the people at the centre see it.")),
      press("btn btn-quiet", t("重签", "Sign again"), () => this.clear()));
    this.clear();
  }

  get signed(): boolean {
    return this.drawn;
  }

  /** The picture, with when and where; null where nobody signed. */
  async shot(): Promise<Shot | null> {
    if (!this.drawn) return null;
    const made = await new Promise<Blob | null>((done) => this.canvas.toBlob(done, "image/jpeg", 0.9));
    return made && { id: freshKey(), bytes: await made.arrayBuffer(), type: made.type, at: await stamp(), where: await whereAmI() };
  }

  private begin(event: PointerEvent): void {
    this.canvas.setPointerCapture(event.pointerId);
    const pen = this.pen();
    const [x, y] = this.point(event);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + 0.1, y);
    pen.stroke();
    this.drawn = true;
    this.changed();
  }

  private draw(event: PointerEvent): void {
    const pen = this.pen();
    const [x, y] = this.point(event);
    pen.lineTo(x, y);
    pen.stroke();
  }

  private point(event: PointerEvent): [number, number] {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * WIDTH / box.width, (event.clientY - box.top) * HEIGHT / box.height];
  }

  private pen(): CanvasRenderingContext2D {
    const pen = this.canvas.getContext("2d");
    if (!pen) throw new Error("no canvas");
    return Object.assign(pen, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
  }

  private clear(): void {
    const pen = this.pen();
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    this.drawn = false;
  }
}

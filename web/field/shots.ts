import { button, icon, make } from "../elements/make";
import { shrink } from "../elements/shrink";
import { freshKey } from "../elements/upload";
import { stamp } from "../outbox/store";
import type { Shot } from "../outbox/types";
import { t } from "../outbox/words";
import { whereAmI } from "./where";

const LONGEST = 1600;
const MOST = 6;

/**
 * Photographs of a form: taken with the camera, drawn anew in 1600 px so that nothing but pixels is left, each with the
 * time and the place at which it was taken. `changed` hears of each that comes or goes.
 */
export class Shots {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  shots: Shot[] = [];
  private readonly grid = make("div", "shots only-add");
  private readonly add: HTMLElement;
  private readonly words = make("p", "hint");

  constructor(label: string, private readonly changed: () => void) {
    this.input = make("input");
    this.input.type = "file";
    this.input.accept = "image/*";
    this.input.setAttribute("capture", "environment");
    this.input.addEventListener("change", () => void this.take([...(this.input.files ?? [])]));
    this.add = make("label", "shot-add", icon("i-camera"), make("span", "", label), this.input);
    this.words.setAttribute("role", "status");
    this.grid.append(this.add);
    this.element = make("div", "stack", this.grid, this.words);
  }

  /** Puts back what a draft kept. */
  restore(shots: Shot[]): void {
    for (const each of shots) this.show(each);
  }

  private async take(files: File[]): Promise<void> {
    this.input.value = "";
    this.words.textContent = "";
    for (const file of files.slice(0, MOST - this.shots.length)) {
      this.add.setAttribute("aria-busy", "true");
      const at = await stamp();
      const place = whereAmI();
      try {
        const small = await shrink(file, LONGEST, true);
        const shot: Shot = { id: freshKey(), bytes: await small.arrayBuffer(), type: small.type, at, where: null };
        this.show(shot);
        this.changed();
        void place.then((where) => { shot.where = where; if (where) this.changed(); });
      } catch {
        this.words.textContent = t("这个文件不是能打开的照片，换一张。", "This file is not a photo that can be opened; choose another.");
      }
      this.add.removeAttribute("aria-busy");
    }
  }

  private show(shot: Shot): void {
    this.shots.push(shot);
    const picture = make("img");
    picture.src = URL.createObjectURL(new Blob([shot.bytes], { type: shot.type }));
    picture.alt = t("拍的照片", "Photo taken");
    const drop = button("shot-drop", t("不要这张", "Remove this photo"), icon("i-x"));
    const element = make("div", "shot", picture, drop);
    drop.addEventListener("click", () => {
      this.shots = this.shots.filter((each) => each !== shot);
      URL.revokeObjectURL(picture.src);
      element.remove();
      this.refresh();
      this.changed();
    });
    this.add.before(element);
    this.refresh();
  }

  private refresh(): void {
    this.grid.classList.toggle("only-add", !this.shots.length);
    this.add.hidden = this.shots.length >= MOST;
  }
}

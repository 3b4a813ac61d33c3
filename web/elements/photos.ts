import { button, icon, make } from "./make";
import { PhotoSlider } from "./slider";
import { say } from "./words";

/**
 * `<ld-photos>` around figures `<figure class="photo"><a href="large.jpg"><img …></a><figcaption>…`. A press opens the
 * large view on the same page (arrow keys, Esc). With `data-role="before"` and `data-role="after"` on two figures,
 * any element with `data-opens="slider"` (and its own `data-key="v"`) opens the two over each other.
 * Without script each link simply opens the picture.
 */
class LdPhotos extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.onClick);
    for (const each of this.openers()) each.addEventListener("click", this.onSlide);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.onClick);
    for (const each of this.openers()) each.removeEventListener("click", this.onSlide);
  }

  private openers(): Element[] {
    return [...(this.parentElement ?? this).querySelectorAll('[data-opens="slider"]')];
  }

  private figures(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("figure.photo")].filter((each) => each.querySelector("img"));
  }

  private readonly onClick = (event: MouseEvent): void => {
    const figure = (event.target as Element).closest<HTMLElement>("figure.photo");
    if (!figure || event.ctrlKey || event.metaKey || !(event.target as Element).closest("a")) return;
    event.preventDefault();
    showLarge(this.figures(), this.figures().indexOf(figure));
  };

  private readonly onSlide = (event: Event): void => {
    const [before, after] = ["before", "after"].map((role) => this.querySelector<HTMLElement>(`figure[data-role="${role}"]`));
    if (!before || !after) return;
    event.preventDefault();
    const dialog = openViewer();
    const slider = new PhotoSlider(sideOf(before), sideOf(after));
    dialog.stage.replaceChildren(slider.element);
    slider.handle.focus();
  };
}

function sideOf(figure: HTMLElement): { source: string; words: string; label: string } {
  const picture = figure.querySelector("img");
  const caption = figure.querySelector("figcaption")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  return { source: largeOf(figure), words: picture?.alt ?? "", label: figure.dataset["label"] ?? caption };
}

function largeOf(figure: HTMLElement): string {
  return figure.querySelector("a")?.href ?? figure.querySelector("img")?.src ?? "";
}

function openViewer(): { dialog: HTMLDialogElement; stage: HTMLElement; bar: HTMLElement; words: HTMLElement } {
  const stage = make("div", "viewer-stage");
  const words = make("span", "grow");
  const close = button("", say("photos.close"), icon("i-x"));
  const bar = make("div", "viewer-bar", words, close);
  const dialog = make("dialog", "viewer", stage, bar);
  dialog.setAttribute("aria-label", say("photos.slider"));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, stage, bar, words };
}

function showLarge(figures: HTMLElement[], start: number): void {
  const viewer = openViewer();
  let at = start;
  const show = (step: number): void => {
    at = (at + step + figures.length) % figures.length;
    const figure = figures[at];
    if (!figure) return;
    const side = sideOf(figure);
    const picture = make("img");
    picture.src = side.source;
    picture.alt = side.words;
    viewer.stage.replaceChildren(picture);
    viewer.dialog.setAttribute("aria-label", side.words || side.label);
    viewer.words.textContent = `${side.label}  ${at + 1} / ${figures.length}`;
  };
  if (figures.length > 1) {
    const previous = button("", say("photos.previous"), icon("i-left"));
    const next = button("", say("photos.next"), icon("i-right"));
    previous.addEventListener("click", () => show(-1));
    next.addEventListener("click", () => show(1));
    viewer.words.after(previous, next);
    viewer.dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowLeft") show(-1);
      if (event.key === "ArrowRight") show(1);
    });
  }
  show(0);
}

/** `<ld-slider>` with two `<img>` (before, after; their `data-label`) stands in the page itself. */
class LdSlider extends HTMLElement {
  connectedCallback(): void {
    const [before, after] = [...this.querySelectorAll<HTMLImageElement>(":scope > img")];
    if (!before || !after) return;
    const side = (image: HTMLImageElement) => ({ source: image.currentSrc || image.src, words: image.alt, label: image.dataset["label"] ?? image.alt });
    this.replaceChildren(new PhotoSlider(side(before), side(after)).element);
  }
}

export function definePhotos(): void {
  if (!customElements.get("ld-photos")) customElements.define("ld-photos", LdPhotos);
  if (!customElements.get("ld-slider")) customElements.define("ld-slider", LdSlider);
}

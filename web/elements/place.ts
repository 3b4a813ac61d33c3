/**
 * `<ld-place src="/report/place">`: the name of the point that is being chosen. Hears `ld-located` and `ld-pick` of the
 * page, asks `src?lon=&lat=&crs=cgcs2000`, and shows {place, around}, or the {sentence} of a refusal. Without script the
 * server's own words stay.
 */
class LdPlace extends HTMLElement {
  private waiting = 0;
  private asked = "";

  connectedCallback(): void {
    document.addEventListener("ld-located", this.hear);
    document.addEventListener("ld-pick", this.hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("ld-located", this.hear);
    document.removeEventListener("ld-pick", this.hear);
  }

  private readonly hear = (event: Event): void => {
    const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.ask(`lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}&crs=cgcs2000`), 250);
  };

  private async ask(query: string): Promise<void> {
    this.asked = query;
    try {
      const answer = await fetch(`${this.getAttribute("src") ?? "/report/place"}?${query}`);
      const said = (await answer.json()) as { place?: string; around?: string; sentence?: string };
      if (this.asked === query) this.show(said.place ?? said.sentence ?? "", said.around ?? "");
    } catch {
      // The words that stand there are still right: the point itself goes with the form.
    }
  }

  private show(place: string, around: string): void {
    const [name, beside] = [this.querySelector("b"), this.querySelector("span")];
    if (name) name.textContent = place;
    if (beside) beside.textContent = around;
  }
}

export function definePlace(): void {
  if (!customElements.get("ld-place")) customElements.define("ld-place", LdPlace);
}

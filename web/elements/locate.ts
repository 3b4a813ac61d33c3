import { say } from "./words";

/**
 * `<ld-locate name-lon="lon" name-lat="lat" name-accuracy="accuracy" [map="#place"] [auto]>` around a button and an element
 * `[data-say]`. Fills the inputs of the form (degrees WGS 84 = CGCS2000 here, accuracy in metres), moves the map named
 * by `map`, says what it found or why not. `auto` asks at once when the person has allowed it before, `auto="ask"` in any case. Hidden without
 * script by the server's `hidden`, which this removes.
 */
class LdLocate extends HTMLElement {
  connectedCallback(): void {
    this.hidden = !("geolocation" in navigator);
    this.querySelector("button")?.addEventListener("click", () => this.find());
    if (this.getAttribute("auto") === "ask" && !this.hidden) this.find();
    else if (this.hasAttribute("auto")) void this.findIfAllowed();
  }

  private async findIfAllowed(): Promise<void> {
    const allowed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (allowed?.state === "granted") this.find();
  }

  private find(): void {
    this.tell(say("locate.finding"));
    this.querySelector("button")?.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      (position) => this.found(position.coords),
      (problem) => this.failed(problem),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  }

  private found({ longitude, latitude, accuracy }: GeolocationCoordinates): void {
    this.done();
    this.write("name-lon", longitude.toFixed(6));
    this.write("name-lat", latitude.toFixed(6));
    this.write("name-accuracy", String(Math.round(accuracy)));
    this.tell(say("locate.found", Math.round(accuracy)));
    const detail = { lon: longitude, lat: latitude, accuracy };
    this.moveMap(detail);
    this.dispatchEvent(new CustomEvent("ld-located", { bubbles: true, detail }));
  }

  /** A map that is open hears the event; one that is not yet open reads its attributes when it opens. */
  private moveMap(detail: { lon: number; lat: number }): void {
    const map = document.querySelector(this.getAttribute("map") ?? "ld-map[pick]");
    map?.setAttribute("lon", String(detail.lon));
    map?.setAttribute("lat", String(detail.lat));
    map?.dispatchEvent(new CustomEvent("ld-move", { detail }));
  }

  private failed(problem: GeolocationPositionError): void {
    this.done();
    this.tell(say(problem.code === problem.PERMISSION_DENIED ? "locate.refused" : "locate.unavailable"));
  }

  private done(): void {
    this.querySelector("button")?.removeAttribute("aria-busy");
  }

  private write(attribute: string, value: string): void {
    const name = this.getAttribute(attribute);
    const form = this.closest("form") ?? document;
    const field = name ? form.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`) : null;
    if (field) field.value = value;
  }

  private tell(words: string): void {
    const place = this.querySelector("[data-say]");
    if (place) place.textContent = words;
  }
}

export function defineLocate(): void {
  if (!customElements.get("ld-locate")) customElements.define("ld-locate", LdLocate);
}

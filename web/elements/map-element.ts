/**
 * `<ld-map>`: the district's own vector data, no base map and no network beyond this site.
 * The children (a sentence of place, or the SVG the server drew) stay when there is no WebGL or no script;
 * otherwise the map is laid over them once it is near the window. The drawing itself is in map.js, fetched then.
 *
 * Attributes: `src` GeoJSON address; `lon` `lat` degrees CGCS2000; `zoom`; `pin` = "" | late | soon | ok;
 * `pick` = the pin can be moved, writes the inputs named by `name-lon` `name-lat`, emits `ld-pick` {lon, lat};
 * `label` what a reader hears; `still` = a picture that cannot be moved.
 */
interface MapModule {
  openMap(element: HTMLElement): { close(): void };
}

class LdMap extends HTMLElement {
  private opened: { close(): void } | undefined;
  private watch: IntersectionObserver | undefined;

  connectedCallback(): void {
    this.watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void this.open();
    }, { rootMargin: "200px" });
    this.watch.observe(this);
  }

  disconnectedCallback(): void {
    this.watch?.disconnect();
    this.opened?.close();
    this.opened = undefined;
  }

  private async open(): Promise<void> {
    this.watch?.disconnect();
    if (this.opened || !hasWebGL()) return;
    try {
      const module = (await import(/* @vite-ignore */ mapAddress())) as MapModule;
      if (this.isConnected) this.opened = module.openMap(this);
    } catch {
      // The children are the answer where the map cannot be: a sentence, or the server's drawing.
      this.dataset["failed"] = "";
    }
  }
}

/** `<meta name="ld-map">` carries the hashed name where the server knows it. */
function mapAddress(): string {
  const own = import.meta.url;
  const named = document.querySelector<HTMLMetaElement>('meta[name="ld-map"]')?.content;
  return new URL(named ?? "map.js", named ? document.baseURI : own).href;
}

function hasWebGL(): boolean {
  const canvas = document.createElement("canvas");
  return (canvas.getContext("webgl2") ?? canvas.getContext("webgl")) !== null;
}

export function defineMap(): void {
  if (!customElements.get("ld-map")) customElements.define("ld-map", LdMap);
}

import type { GeoJSONSource, Map as View, MapMouseEvent, Marker } from "maplibre-gl";
import maplibre from "maplibre-gl/dist/maplibre-gl-csp.js";
import { button, icon, make } from "./make";
import { mapStyle, token } from "./map-style";
import { say } from "./words";

const NEAR = 16;

/** Lays a map over the children of `<ld-map>`; see map-element.ts for its attributes. Throws where WebGL fails. */
export function openMap(element: HTMLElement): { close(): void } {
  maplibre.setWorkerUrl(workerAddress());
  const place = placeOf(element);
  const still = element.hasAttribute("still");
  const stage = make("div", "map-stage");
  element.append(stage);
  const view = makeView(element, stage, place, still);
  const source = element.getAttribute("src");
  const recolour = (): void => { view.setStyle(mapStyle(source), { diff: true }); };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  document.addEventListener("ld-setting", recolour);
  dark.addEventListener("change", recolour);
  if (!place) void fitToData(view);
  if (place && (element.hasAttribute("pin") || element.hasAttribute("pick"))) putPin(element, view, place);
  if (!still) element.append(zoomButtons(view));
  followLinks(view);
  return {
    close(): void {
      document.removeEventListener("ld-setting", recolour);
      dark.removeEventListener("change", recolour);
      view.remove();
      stage.remove();
      element.querySelector(".map-zoom")?.remove();
    },
  };
}

function makeView(element: HTMLElement, stage: HTMLElement, place: [number, number] | null, still: boolean): View {
  const label = element.getAttribute("label") ?? say("map.label");
  const view = new maplibre.Map({
    container: stage,
    style: mapStyle(element.getAttribute("src")),
    center: place ?? [104.1, 30.67],
    zoom: Number(element.getAttribute("zoom")) || (place ? NEAR : 12),
    interactive: !still,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    maxPitch: 0,
    localIdeographFontFamily: token("font"),
    locale: { "Map.Title": label },
  });
  view.scrollZoom.disable();
  view.touchZoomRotate.disableRotation();
  view.getCanvas().setAttribute("aria-label", label);
  return view;
}

/** Django names files by their content; `<meta name="ld-map-worker">` carries that name. */
function workerAddress(): string {
  const own = import.meta.url;
  const named = document.querySelector<HTMLMetaElement>('meta[name="ld-map-worker"]')?.content;
  return new URL(named ?? "map-worker.js", named ? document.baseURI : own).href;
}

function placeOf(element: HTMLElement): [number, number] | null {
  const [lon, lat] = [element.getAttribute("lon"), element.getAttribute("lat")];
  return lon && lat && Number.isFinite(+lon) && Number.isFinite(+lat) ? [+lon, +lat] : null;
}

async function fitToData(view: View): Promise<void> {
  await view.once("load");
  const bounds = await view.getSource<GeoJSONSource>("own")?.getBounds();
  if (bounds && !bounds.isEmpty()) view.fitBounds(bounds, { padding: 24, maxZoom: 17, animate: false });
}

function putPin(element: HTMLElement, view: View, place: [number, number]): void {
  const pick = element.hasAttribute("pick");
  const look = element.getAttribute("pin") ?? "";
  const drawn = icon(look === "soon" || look === "late" ? "m-pin-clock" : "m-pin", `pin ${look}`.trim());
  const holder = make("div", "pin-holder", drawn);
  const pin = new maplibre.Marker({ element: holder, anchor: "bottom", draggable: pick }).setLngLat(place).addTo(view);
  holder.setAttribute("aria-label", element.getAttribute("label") ?? say("map.label"));
  if (pick) letPick(element, view, pin, holder);
  else holder.setAttribute("role", "img");
}

function letPick(element: HTMLElement, view: View, pin: Marker, holder: HTMLElement): void {
  const told = (): void => tell(element, pin);
  holder.tabIndex = 0;
  holder.setAttribute("role", "button");
  holder.setAttribute("aria-label", say("map.pin"));
  pin.on("dragend", told);
  view.on("click", (event: MapMouseEvent) => { pin.setLngLat(event.lngLat); told(); });
  holder.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const at = view.project(pin.getLngLat());
    pin.setLngLat(view.unproject([at.x + (step[0] ?? 0), at.y + (step[1] ?? 0)]));
    told();
  });
  element.addEventListener("ld-move", (event) => {
    const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
    pin.setLngLat([lon, lat]);
    view.jumpTo({ center: [lon, lat], zoom: Math.max(view.getZoom(), NEAR) });
    told();
  });
}

/** Writes the two inputs (six decimals are 0.1 m) and says so to the page. */
function tell(element: HTMLElement, pin: Marker): void {
  const { lng, lat } = pin.getLngLat();
  const form = element.closest("form") ?? document;
  write(form, element.getAttribute("name-lon"), lng);
  write(form, element.getAttribute("name-lat"), lat);
  element.dispatchEvent(new CustomEvent("ld-pick", { bubbles: true, detail: { lon: lng, lat } }));
}

function write(form: ParentNode, name: string | null, degrees: number): void {
  const field = name ? form.querySelector<HTMLInputElement>(`input[name="${CSS.escape(name)}"]`) : null;
  if (!field) return;
  field.value = degrees.toFixed(6);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function zoomButtons(view: View): HTMLElement {
  const nearer = button("", say("map.in"), icon("i-plus"));
  const farther = button("", say("map.out"), icon("i-minus"));
  nearer.addEventListener("click", () => { view.zoomIn(); });
  farther.addEventListener("click", () => { view.zoomOut(); });
  return make("div", "map-zoom", nearer, farther);
}

/** A case on the map that has an `href` opens its page. */
function followLinks(view: View): void {
  view.on("click", "case", (event) => {
    const href: unknown = event.features?.[0]?.properties["href"];
    if (typeof href === "string" && href.startsWith("/") && !href.startsWith("//")) location.assign(href);
  });
  view.on("mouseenter", "case", () => { view.getCanvas().style.cursor = "pointer"; });
  view.on("mouseleave", "case", () => { view.getCanvas().style.cursor = ""; });
}

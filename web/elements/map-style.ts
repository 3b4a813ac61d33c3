import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

/**
 * The drawing rules of our maps, in the colours of tokens.css as they are now (light or dark). Features carry the
 * property `layer` (boundary community mesh grid road water park block case report) and, where named, `label`;
 * roads may carry `width` ("main"), cases `look` ("late", "soon", "ok").
 */
export function mapStyle(src: string | null): StyleSpecification {
  return {
    version: 8,
    sources: { own: { type: "geojson", data: src ?? { type: "FeatureCollection", features: [] } } },
    layers: [{ id: "land", type: "background", paint: { "background-color": token("map-land") } }, ...ground(), ...lines(), ...marks(), ...labels()],
  };
}

/** The value of `--ld-<name>` on the page now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--ld-${name}`).trim() || "#888";
}

/** The faces of the page itself: without a `glyphs` address MapLibre draws letters from the machine's own fonts. */
function faces(): string[] {
  return token("font").split(",").map((face) => face.trim().replace(/^"|"$/g, "")).filter((face) => !face.startsWith("-"));
}

const is = (layer: string): FilterSpecification => ["==", ["get", "layer"], layer];
const isArea = (layer: string): FilterSpecification => ["all", is(layer), ["==", ["geometry-type"], "Polygon"]] as FilterSpecification;
const isLine = (layer: string): FilterSpecification => ["all", is(layer), ["==", ["geometry-type"], "LineString"]] as FilterSpecification;

function wide(main: number, side: number): ExpressionSpecification {
  const at = (factor: number): ExpressionSpecification => ["case", ["==", ["get", "width"], "main"], main * factor, side * factor];
  return ["interpolate", ["exponential", 1.6], ["zoom"], 11, at(.2), 14, at(.5), 17, at(1.4), 19, at(3)];
}

function ground(): LayerSpecification[] {
  const area = (id: string, colour: string): LayerSpecification =>
    ({ id, type: "fill", source: "own", filter: isArea(id), paint: { "fill-color": token(colour) } });
  return [
    area("park", "map-park"),
    area("block", "map-block"),
    area("water", "map-water"),
    { id: "river", type: "line", source: "own", filter: isLine("water"), layout: { "line-cap": "round" },
      paint: { "line-color": token("map-water"), "line-width": wide(14, 12) } },
  ];
}

function lines(): LayerSpecification[] {
  const round = { "line-cap": "round", "line-join": "round" } as const;
  return [
    { id: "road-casing", type: "line", source: "own", filter: is("road"), layout: round,
      paint: { "line-color": token("map-casing"), "line-width": wide(11, 6) } },
    { id: "road", type: "line", source: "own", filter: is("road"), layout: round,
      paint: { "line-color": token("map-road"), "line-width": wide(9, 4.5) } },
    { id: "mesh", type: "line", source: "own", filter: is("mesh"), minzoom: 14,
      paint: { "line-color": token("map-grid"), "line-width": .8, "line-opacity": .55, "line-dasharray": [3.4, 2.6] } },
    { id: "community", type: "line", source: "own", filter: is("community"),
      paint: { "line-color": token("map-edge"), "line-width": 1.2, "line-opacity": .7 } },
    { id: "boundary", type: "line", source: "own", filter: is("boundary"),
      paint: { "line-color": token("map-edge"), "line-width": 2 } },
    { id: "grid-ground", type: "fill", source: "own", filter: isArea("grid"),
      paint: { "fill-color": token("map-grid"), "fill-opacity": .08 } },
    { id: "grid", type: "line", source: "own", filter: is("grid"),
      paint: { "line-color": token("map-grid"), "line-width": 1.5, "line-dasharray": [3.4, 2.6] } },
  ];
}

function marks(): LayerSpecification[] {
  const look: ExpressionSpecification = ["match", ["get", "look"],
    "late", token("late-solid"), "soon", token("soon-solid"), "ok", token("ok-solid"), token("action")];
  return [
    { id: "case", type: "circle", source: "own", filter: is("case"),
      paint: { "circle-radius": 7, "circle-color": look, "circle-stroke-width": 2, "circle-stroke-color": token("surface") } },
    { id: "report", type: "circle", source: "own", filter: is("report"),
      paint: { "circle-radius": 4.5, "circle-color": token("surface"), "circle-stroke-width": 2, "circle-stroke-color": token("ink") } },
  ];
}

function labels(): LayerSpecification[] {
  const words = (size: number, colour: string): Pick<LayerSpecification & { type: "symbol" }, "paint"> & { layout: object } => ({
    layout: { "text-field": ["get", "label"], "text-font": faces(), "text-size": size, "text-max-width": 12, "text-padding": 4 },
    paint: { "text-color": token(colour), "text-halo-color": token("map-halo"), "text-halo-width": 1.6 },
  });
  const road = words(11, "map-label");
  const symbol = (id: string, filter: FilterSpecification, more: object, rest: object): LayerSpecification =>
    ({ id, type: "symbol", source: "own", filter, ...rest, layout: { ...words(11, "map-label").layout, ...more }, paint: road.paint } as LayerSpecification);
  return [
    symbol("road-label", is("road"), { "symbol-placement": "line", "symbol-spacing": 260 }, { minzoom: 14 }),
    symbol("grid-label", is("grid"), { "text-size": 11, "text-offset": [0, -4.2] }, { minzoom: 14.5 }),
    symbol("community-label", is("community"), { "text-size": 12 }, { minzoom: 12.5 }),
    symbol("area-label", ["in", ["get", "layer"], ["literal", ["park", "water"]]] as FilterSpecification, {}, { minzoom: 14 }),
    symbol("mark-label", ["in", ["get", "layer"], ["literal", ["case", "report"]]] as FilterSpecification,
      { "text-offset": [0, 1.2], "text-anchor": "top", "text-optional": true }, { minzoom: 15 }),
  ];
}

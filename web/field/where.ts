import type { Where } from "../outbox/types";

/** Where the telephone is, or null where it does not say within 15 s. Never throws. */
export function whereAmI(): Promise<Where | null> {
  return new Promise((resolve) => {
    if (!("geolocation" in navigator)) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: round(coords.longitude), lat: round(coords.latitude), accuracy: Math.round(coords.accuracy) }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    );
  });
}

/** A position that was asked for before and is allowed, without asking the person now. */
export async function whereIfAllowed(): Promise<Where | null> {
  const allowed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
  return allowed?.state === "granted" ? whereAmI() : null;
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

const DEGREE = 111_320;

/** Metres between two points, on a plane: right to a few per mille inside a district. */
export function metres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const east = (a.lon - b.lon) * DEGREE * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(east, (a.lat - b.lat) * DEGREE);
}

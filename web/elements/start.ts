import { defineCamera } from "./camera";
import { startClocks } from "./clocks";
import { defineDanger } from "./danger";
import { startDrafts } from "./drafts";
import { startForms } from "./forms";
import { startHot } from "./hot";
import { defineLocate } from "./locate";
import { defineMap } from "./map-element";
import { startNetwork } from "./network";
import { definePhotos } from "./photos";
import { startSettings } from "./settings";
import { defineSince } from "./since";
import { startToasts } from "./toasts";

/** Everything that both the desks and the residents' pages have. */
export function startPage(): void {
  startSettings();
  startForms();
  startDrafts();
  startToasts();
  startClocks();
  startNetwork();
  startHot();
  defineMap();
  definePhotos();
  defineCamera();
  defineLocate();
  defineDanger();
  defineSince();
}

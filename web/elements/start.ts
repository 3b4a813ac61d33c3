import { defineCamera } from "./camera";
import { startClocks } from "./clocks";
import { defineDanger } from "./danger";
import { startDrafts } from "./drafts";
import { startForms } from "./forms";
import { defineLocate } from "./locate";
import { defineMap } from "./map-element";
import { startNetwork } from "./network";
import { definePhotos } from "./photos";
import { startSettings } from "./settings";
import { startToasts } from "./toasts";

/** Everything that both the desks and the residents' pages have. */
export function startPage(): void {
  startSettings();
  startForms();
  startDrafts();
  startToasts();
  startClocks();
  startNetwork();
  defineMap();
  definePhotos();
  defineCamera();
  defineLocate();
  defineDanger();
}

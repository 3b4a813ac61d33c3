import decode from "qr/decode.js";

/** What is asked of this worker: to find a QR code among the pixels of a picture, within so many milliseconds. */
export interface Asked {
  width: number;
  height: number;
  data: Uint8ClampedArray;
  patience: number;
}

/** Reads QR codes where the browser has no reader of its own; in a worker, so that the page goes on meanwhile. */
self.addEventListener("message", (event: MessageEvent<Asked>) => {
  const { patience, ...picture } = event.data;
  let found = "";
  try {
    found = decode(picture, { format: "RGBA", timeLimit: patience });
  } catch {
    found = "";
  }
  (self as unknown as { postMessage(said: string): void }).postMessage(found);
});

interface Detector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}
interface Detecting {
  new (asked: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const LARGEST = 1200;
const CODE = /(?:^|#\/asset\/)(\d{16}|(?=[\w-]*[A-Z])[A-Z0-9][A-Z0-9-]{4,18}[A-Z0-9])$/;

let detector: Promise<Detector | null> | undefined;
let worker: Worker | undefined;

/** The browser's own reader, where it has one that knows QR codes. */
function own(): Promise<Detector | null> {
  const made = (self as unknown as { BarcodeDetector?: Detecting }).BarcodeDetector;
  detector ??= made ? made.getSupportedFormats().then((known) => known.includes("qr_code") ? new made({ formats: ["qr_code"] }) : null).catch(() => null)
    : Promise.resolve(null);
  return detector;
}

/** What a QR code in the picture says; empty where there is none. `patience`: milliseconds for the reader that is kept here. */
export async function readCode(picture: ImageBitmap, patience: number): Promise<string> {
  const found = await (await own())?.detect(picture).catch(() => []);
  if (found) return found[0]?.rawValue ?? "";
  const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const drawing = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (!drawing) return "";
  drawing.drawImage(picture, 0, 0, width, height);
  return asked(width, height, drawing.getImageData(0, 0, width, height).data, patience);
}

/** Asks the reader that this app keeps; one picture at a time. */
function asked(width: number, height: number, data: Uint8ClampedArray, patience: number): Promise<string> {
  worker ??= new Worker(document.querySelector<HTMLMetaElement>('meta[name="ld-qr-reader"]')?.content ?? "/static/qr-reader.js");
  const reader = worker;
  return new Promise((resolve) => {
    reader.addEventListener("message", (event: MessageEvent<string>) => resolve(event.data), { once: true });
    reader.addEventListener("error", () => resolve(""), { once: true });
    reader.postMessage({ width, height, data, patience }, [data.buffer]);
  });
}

/** The code of an asset in what a QR code says or somebody typed; empty where it holds none. */
export function codeIn(words: string): string {
  return CODE.exec(words.trim())?.[1] ?? "";
}

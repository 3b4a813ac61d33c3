/** Longest side of what is uploaded, in pixels: enough to read a shop sign, small enough for a weak network. */
const LONGEST = 2048;
const QUALITY = 0.85;

/**
 * A photograph turned upright and no longer than `longest` px (2048) as JPEG; drawing it anew also leaves out what the camera
 * wrote into the file. A file that is small already and not a JPEG (a screenshot) is returned as it is, unless it is to
 * be drawn `anew` in any case. Throws DOMException when the file is not a picture this browser can open.
 */
export async function shrink(file: File, longest = LONGEST, anew = false): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const share = Math.min(1, longest / Math.max(picture.width, picture.height));
    if (!anew && share === 1 && file.type === "image/png" && file.size < 1_000_000) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob) throw new DOMException("no picture came out of the canvas", "EncodingError");
    return blob;
  } finally {
    picture.close();
  }
}

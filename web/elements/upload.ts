import { csrfToken } from "./token";

/** A key under which one photo is stored once, however often it is sent; crypto.randomUUID is missing on plain http. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class UploadRefused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/**
 * Sends one file as the multipart field `file`; the answer is `{"id": uuid}`. `onShare` hears 0..1 of what is sent.
 * XMLHttpRequest, because fetch does not tell how far an upload is. Throws UploadRefused (status 0: no network).
 */
export function upload(address: string, file: Blob, name: string, key: string, onShare: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.timeout = 120_000;
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { if (event.lengthComputable) onShare(event.loaded / event.total); };
    request.onload = () => {
      const answer = request.response as { id?: unknown; detail?: unknown } | null;
      if (request.status < 300 && typeof answer?.id === "string") resolve(answer.id);
      else reject(new UploadRefused(request.status, typeof answer?.detail === "string" ? answer.detail : ""));
    };
    request.onerror = request.ontimeout = () => reject(new UploadRefused(0, ""));
    const body = new FormData();
    body.append("key", key);
    body.append("file", file, file.type.startsWith("video/") ? name : name.replace(/\.\w+$/, "") + (file.type === "image/png" ? ".png" : ".jpg"));
    request.send(body);
  });
}

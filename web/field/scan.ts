import { icon, make, press } from "../elements/make";
import { t } from "../outbox/words";
import { codeIn, readCode } from "./codes";
import type { Here } from "./day";
import type { Page } from "./page";
import { line } from "./report";

const EVERY = 250;
const LIVE = 120;
const PHOTO = 3_000;

/** The camera looks for a code; a photograph of it and its digits do as well. Everything works without a network. */
export function scanPage(kept: Here): Page {
  const title = t("扫码检查", "Scan a code");
  const words = make("p", "hint", t("对准部件上的二维码。", "Point at the code on the component."));
  words.setAttribute("role", "status");
  const video = make("video", "scanner");
  video.muted = true;
  video.playsInline = true;
  video.hidden = true;
  const found = (said: string): boolean => {
    const code = codeIn(said);
    if (code) location.hash = `#/asset/${code}`;
    else if (said) words.textContent = t(`这个码不是台账里的：${said.slice(0, 40)}`, `This code is not of the ledger: ${said.slice(0, 40)}`);
    return !!code;
  };
  void watch(video, found).catch(() => { words.textContent = t("相机打不开。拍一张，或者把编码打进来。", "The camera cannot be opened. Take a photo, or type the code."); });
  const typed = line(t("编码，16 位数字", "Code, 16 digits"));
  const open = press("btn btn-wide", t("打开检查表", "Open its form"), () => {
    if (!found(typed.value)) words.textContent = t("这不是编码：部件是 16 位数字。", "This is no code: a component has 16 digits.");
  });
  return { title, back: "#/rounds", still: true, body: kept.me ? [video, words, photograph(found, words), typed, open] : [] };
}

/** Looks at the camera's picture a few times a second, until something is found or the page is left. */
async function watch(video: HTMLVideoElement, found: (said: string) => boolean): Promise<void> {
  if (!navigator.mediaDevices) throw new Error("no camera");
  let left = false;
  window.addEventListener("hashchange", () => { left = true; }, { once: true });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    while (!left) {
      await new Promise((after) => setTimeout(after, EVERY));
      if (video.videoWidth && found(await readCode(await createImageBitmap(video), LIVE))) return;
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

function photograph(found: (said: string) => boolean, words: HTMLElement): Node {
  const input = make("input");
  input.type = "file";
  input.accept = "image/*";
  input.setAttribute("capture", "environment");
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (!file) return;
    words.textContent = t("正在读", "Reading");
    void createImageBitmap(file).then((picture) => readCode(picture, PHOTO)).catch(() => "").then((said) => {
      input.value = "";
      if (!said) words.textContent = t("照片里没有读到码，靠近一些再拍。", "No code in the photo; go nearer and try again.");
      else found(said);
    });
  });
  return make("div", "shots only-add", make("label", "shot-add", icon("i-camera"), make("span", "", t("拍下二维码", "Photograph the code")), input));
}

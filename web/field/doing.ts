import { make, press } from "../elements/make";
import { showToast } from "../elements/toasts";
import { located, moveOf, putAway } from "../outbox/outgoing";
import { FullPhone } from "../outbox/store";
import type { Where } from "../outbox/types";
import { fullPhone, t } from "../outbox/words";
import { pictures } from "./casepage";
import { type Here, optionsNow } from "./day";
import { Form } from "./form";
import { nothing, type Page } from "./page";
import { area } from "./report";
import { placed } from "./route";
import { Shots } from "./shots";
import { Signature } from "./sign";
import type { Day, FieldCase, Me } from "./types";
import { metres } from "./where";
import { far } from "./words";

/** What one move's form is about: which photographs, which words, which buttons (move, the input its words are). */
interface Shape {
  before?: boolean;
  signature?: boolean;
  photo: [string, string] | null;
  words: [string, string];
  asks: Record<string, { as: "note" | "reason"; otherwise?: [string, string]; look: string }>;
}

const SEEN: [string, string] = ["现场看过，已经办好。", "Seen on the spot; it is done."];
const CHECK: Omit<Shape, "asks"> = { photo: ["拍现场", "Photo of the place"], words: ["写一句，没办好的写清还差什么", "A sentence; if it is not done, what is missing"] };
const SHAPES: Record<string, Shape> = {
  handle: { before: true, photo: ["拍处置后", "Photo after"], words: ["怎么处置的", "What was done"], asks: { handle: { as: "note", look: "btn-primary" } } },
  verify: { ...CHECK, asks: { verify: { as: "note", otherwise: SEEN, look: "btn-primary" }, rework: { as: "reason", look: "" } } },
  recheck: { ...CHECK, asks: { recheck: { as: "note", otherwise: SEEN, look: "btn-primary" }, recheck_failed: { as: "reason", look: "" } } },
  answer: { photo: null, signature: true, words: ["当面说了什么：谁办的、办了什么、什么时候", "What was said: who did what, and when"], asks: { answer: { as: "note", look: "btn-primary" } } },
  return: { photo: null, words: ["为什么退回", "Why it goes back"], asks: { return: { as: "reason", look: "btn-primary" } } },
  note: { photo: ["加照片", "Add a photo"], words: ["写什么", "What to note"], asks: { note: { as: "note", look: "btn-primary" } } },
};
const STANDING = ["handle", "verify", "rework", "recheck", "recheck_failed"];

/** The form of a move: photographs, a few words, where one stands; sent by one of its buttons, without a network as well. */
export async function doingPage(kept: Here, number: string, name: string): Promise<Page> {
  const { day, me } = kept;
  const found = day?.cases.find((each) => each.number === number);
  const shape = SHAPES[name];
  const back = `#/case/${number}`;
  if (!day || !me || !found || !shape) return { title: number, back: "#/", body: [nothing(t("这件不在今天的清单里了。", "This case is no longer in today's list."))] };
  const possible = optionsNow(found, day, kept.outbox).filter((each) => !each.why_not).map((each) => each.move);
  const form = new Form(`case:${number}:${name}`);
  const before = shape.before ? form.keepShots("before", new Shots(t("拍处置前", "Photo before"), () => form.changed())) : null;
  const after = shape.photo ? form.keepShots("photo", new Shots(t(...shape.photo), () => form.changed())) : null;
  const signature = shape.signature ? new Signature(() => form.complain("")) : null;
  const words = form.keepWords(area(t(...shape.words)), "words");
  await form.restore();
  const standing = Object.keys(shape.asks).some((each) => STANDING.includes(each));
  const buttons = Object.entries(shape.asks).filter(([move]) => possible.includes(move)).map(([move, asked]) =>
    press(`btn btn-wide btn-big ${asked.look}`, day.moves.find((row) => row.move === move)?.word ?? move, () => done({ me, day, found, form, before, after, signature, move, asked })));
  return {
    title: found.title, back, still: true, thumb: [form.complaint, ...buttons],
    body: [
      ...(name === "verify" ? pictures(found) : []), ...(before ? [before.element] : []), ...(after ? [after.element] : []), words, ...(signature ? [signature.element] : []),
      ...(found.sampled && name === "verify" ? [make("p", "notice soon", t("这件抽中现场核查：要在现场定位，还要有现场照片。", "This case was drawn for a check on the spot: a position and a photo are needed."))] : []),
      ...(found.closing ? [make("p", "meta", t("办结条件：", "Closed when: "), found.closing)] : []),
      ...(standing ? [form.position("", (where) => distance(found, where))] : []),
    ],
  };
}

function distance(found: FieldCase, where: Where): string {
  const point = placed(found);
  return point ? t(`与案卷位置相距 ${far(metres(where, point))}，误差约 ${where.accuracy} 米`, `${far(metres(where, point))} from the case, within about ${where.accuracy} m`)
    : t(`定位好了，误差约 ${where.accuracy} 米`, `Found, within about ${where.accuracy} m`);
}

interface Doing {
  me: Me;
  day: Day;
  found: FieldCase;
  form: Form;
  before: Shots | null;
  after: Shots | null;
  signature: Signature | null;
  move: string;
  asked: { as: "note" | "reason"; otherwise?: [string, string] };
}

/** What the server would refuse later, far from the place, is asked for here. */
function lacking(doing: Doing, words: string, where: Where | null): string {
  const { found, move, after } = doing;
  const point = placed(found);
  if (!words && !doing.asked.otherwise) return t("请写一句，说明理由或情况。", "Write a sentence that says why or what.");
  if (move !== "verify") return "";
  if (found.sampled && !where) return t("这件抽中现场核查，要在现场定位。", "This case was drawn: a position is needed.");
  if (found.sampled && !after?.shots.length) return t("这件抽中现场核查，要有现场照片。", "This case was drawn: a photo of the place is needed.");
  if (where && point && found.farthest !== null && metres(where, point) > found.farthest && !words) {
    return t(`您离案卷位置超过 ${found.farthest} 米，请写明为什么。`, `You are more than ${found.farthest} m from the case; write why.`);
  }
  return "";
}

async function done(doing: Doing): Promise<void> {
  const { me, day, found, form, before, after, signature, move, asked } = doing;
  const words = (form.words["words"] ?? "").trim();
  const where = STANDING.includes(move) ? await form.here() : null;
  const wrong = lacking(doing, words, where);
  if (wrong) return form.complain(wrong);
  const word = day.moves.find((row) => row.move === move)?.word ?? move;
  const inputs = {
    [asked.as]: words || t(...(asked.otherwise ?? ["", ""])), ...(move === "verify" && words ? { reason: words } : {}),
    ...(where ? { lon: where.lon, lat: where.lat } : {}),
  };
  const title = `${word}${t("：", ": ")}${found.title}`;
  const pair = before?.shots.length ? [moveOf(found.number, "note", { note: t("处置前的照片", "Photos before handling") }, t(`处置前照片：${found.title}`, `Photo before: ${found.title}`), found.place, located(before.shots, where))] : [];
  const signed = await signature?.shot();
  try {
    await putAway(me, [...pair, moveOf(found.number, move, inputs, title, found.place, signed ? [signed] : located(after?.shots ?? [], where))], form.name);
  } catch (error) {
    return form.complain(error instanceof FullPhone ? fullPhone() : t("没有存下，请再按一次。", "Not kept; press again."));
  }
  showToast({ text: t("存好了，一有网络就发出", "Kept; it is sent as soon as there is a network") });
  location.hash = "#/";
}

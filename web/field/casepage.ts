import { icon, make, press } from "../elements/make";
import { PhotoSlider } from "../elements/slider";
import { showToast } from "../elements/toasts";
import { moveOf, putAway } from "../outbox/outgoing";
import { FullPhone } from "../outbox/store";
import { fullPhone, hour, t } from "../outbox/words";
import { type Here, optionsNow, pictureAddress, unsent } from "./day";
import { link, nothing, type Page, pill } from "./page";
import type { CasePhoto, Day, FieldCase, Me, Option } from "./types";
import { far } from "./words";

const ROLES: Record<string, [string, string]> = {
  report: ["上报", "Reported"], before: ["处置前", "Before"], after: ["处置后", "After"], verify: ["核查", "Verified"], signed: ["签字", "Signed"],
};

/** A case as it is kept here: what was said, its photographs, what may be done. */
export function casePage(kept: Here, number: string): Page {
  const found = kept.day?.cases.find((each) => each.number === number);
  if (!found || !kept.day || !kept.me) return { title: number, back: "#/", body: [nothing(t("这件不在今天的清单里了，可能已由别人办了。", "This case is no longer in today's list; somebody else may have done it."))] };
  const waiting = unsent(number, kept.outbox);
  return {
    title: t("案卷", "Case"), back: "#/", ...(waiting.length ? {} : { aside: make("span", "", pill(found.stage_due_at)) }),
    body: [
      make("h2", "case-title", found.title),
      ...waiting.map((each) => link("#/outbox", each.state === "refused" ? "notice late" : "notice soon", icon("i-up"), each.state === "refused"
        ? t(`“${each.title}”要您看一下`, `“${each.title}” needs you`) : t(`“${each.title}”存好了，等网络发出`, `“${each.title}” is kept and waits for the network`))),
      facts(found), ...pictures(found), ...said(found),
    ],
    thumb: buttons(found, kept.day, kept.me, optionsNow(found, kept.day, kept.outbox)),
  };
}

function facts(found: FieldCase): Node {
  const rows: [string, string][] = [
    [t("编号", "Number"), found.number], [t("状态", "State"), found.state_word], [t("类别", "Kind"), found.kind_name],
    [t("地点", "Place"), found.place], [t("单位", "Unit"), found.unit_name], [t("办结条件", "Closed when"), found.closing],
    [t("处置说明", "What was done"), found.answer],
  ];
  return make("dl", "tile pairs", ...rows.filter(([, value]) => value).flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]));
}

function said(found: FieldCase): Node[] {
  const words = found.said.filter((each) => each && each !== found.title);
  return words.length ? [make("section", "tile stack", make("h2", "flow-title", t("上报的话", "What was reported")), ...words.map((each) => make("p", "", each)))] : [];
}

/** The photograph it was reported or begun with beside the newest one after; others as small ones. */
export function pictures(found: FieldCase): Node[] {
  const before = found.photos.find((each) => each.role === "report" || each.role === "before");
  const after = [...found.photos].reverse().find((each) => each.role === "after");
  if (before && after) return [new PhotoSlider(side(found, before), side(found, after)).element];
  return found.photos.length ? [make("div", "photos", ...found.photos.map((each) => figure(found, each)))] : [];
}

function side(found: FieldCase, photo: CasePhoto): { source: string; words: string; label: string } {
  const label = `${roleWord(photo)} ${hour(photo.at)}`;
  return { source: pictureAddress(found.number, photo.id), words: label, label };
}

function roleWord(photo: CasePhoto): string {
  return t(...(ROLES[photo.role] ?? ["照片", "Photo"]));
}

function figure(found: FieldCase, photo: CasePhoto): Node {
  const picture = make("img");
  picture.src = pictureAddress(found.number, photo.id);
  picture.alt = roleWord(photo);
  const words = [hour(photo.at), ...(photo.metres === null ? [] : [t(`相距 ${far(photo.metres)}`, `${far(photo.metres)} off`)])];
  return make("figure", "photo", picture, make("figcaption", "", make("b", "", roleWord(photo)), words.join(" · ")));
}

const FORMS: Record<string, string> = {
  handle: "handle", verify: "verify", rework: "verify", recheck: "recheck", recheck_failed: "recheck", return: "return", note: "note", answer: "answer",
};
const BESIDE = ["answer", "return", "note"];

/** The bar at the thumb: the main move first. What asks nothing is one tap; to verify and to send back share one form. */
function buttons(found: FieldCase, day: Day, me: Me, options: Option[]): Node[] {
  const possible = options.filter((each) => !each.why_not);
  const why = options.find((each) => each.why_not && !BESIDE.includes(each.move))?.why_not;
  const shown = possible.filter((each, at) => possible.findIndex((one) => formOf(one.move) === formOf(each.move)) === at);
  const made = [...shown.filter((each) => !BESIDE.includes(each.move)), ...shown.filter((each) => BESIDE.includes(each.move))].map((each, at) => {
    const look = at === 0 && !BESIDE.includes(each.move) ? "btn btn-primary btn-wide btn-big" : "btn btn-wide";
    const word = ["verify", "recheck"].includes(formOf(each.move)) ? t("去核查", "Check it") : day.moves.find((row) => row.move === each.move)?.word ?? each.move;
    return FORMS[each.move] ? link(`#/case/${found.number}/${formOf(each.move)}`, look, word) : press(look, word, () => atOnce(found, me, each.move, word));
  });
  const main = made.filter((each) => each.classList.contains("btn-primary"));
  const beside = made.filter((each) => !main.includes(each));
  return [...(why ? [make("p", "notice", why)] : []), ...main, ...(beside.length ? [make("div", "beside", ...beside)] : [])];
}

function formOf(move: string): string {
  return FORMS[move] ?? move;
}

async function atOnce(found: FieldCase, me: Me, move: string, word: string): Promise<void> {
  try {
    await putAway(me, [moveOf(found.number, move, {}, `${word}${t("：", ": ")}${found.title}`, found.place)]);
    showToast({ text: t("存好了", "Kept") });
  } catch (error) {
    showToast({ text: error instanceof FullPhone ? fullPhone() : t("没有存下，请再按一次。", "Not kept; press again."), kind: "late" });
  }
}

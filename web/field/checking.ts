import { make, press } from "../elements/make";
import { showToast } from "../elements/toasts";
import { located, putAway } from "../outbox/outgoing";
import { FullPhone } from "../outbox/store";
import { fullPhone, t } from "../outbox/words";
import type { Here } from "./day";
import { Form } from "./form";
import { nothing, type Page } from "./page";
import { area } from "./report";
import { Shots } from "./shots";
import type { Asset, Me } from "./types";
import { metres } from "./where";
import { far } from "./words";

/** What is looked at: a stop of a round, an asset, or both. */
interface Looking {
  me: Me;
  body: { stop?: number; asset?: string };
  title: string;
  place: string;
  asset: Asset | undefined;
}

/** The form of a stop that is not fine. */
export function stopPage(kept: Here, id: string): Page | Promise<Page> {
  const round = kept.rounds?.rounds.find((each) => each.stops.some((stop) => String(stop.id) === id));
  const stop = round?.stops.find((each) => String(each.id) === id);
  if (!kept.me || !round || !stop) return { title: t("检查", "Check"), back: "#/rounds", body: [nothing(t("这个点位不在手机里的清单上了。", "This stop is no longer on a list of this phone."))] };
  const asset = kept.rounds?.assets.find((each) => each.code === stop.asset);
  return checkPage({ me: kept.me, body: { stop: stop.id }, title: stop.place, place: stop.place, asset }, `#/round/${round.id}`);
}

/** The form that a scanned code opens; an asset that is not kept here is checked all the same, and the server says if it is unknown. */
export function assetPage(kept: Here, code: string): Page | Promise<Page> {
  if (!kept.me?.may.includes("round.walk")) return { title: code, back: "#/", body: [nothing(t("您的岗位不走访、不巡查。", "Your post does not go on rounds."))] };
  const asset = kept.rounds?.assets.find((each) => each.code === code);
  return checkPage({ me: kept.me, body: { asset: code }, title: asset?.name ?? code, place: asset?.place ?? "", asset }, "#/rounds");
}

async function checkPage(looking: Looking, back: string): Promise<Page> {
  const { asset } = looking;
  const form = new Form(`check:${looking.body.asset ?? looking.body.stop}`);
  const shots = form.keepShots("photo", new Shots(t("有问题的拍下来", "Photograph a fault"), () => form.changed()));
  const text = form.keepWords(area(t("有什么问题，不写人名", "What is wrong; no names of people")), "text");
  await form.restore();
  const way = (finding: string, word: string, look: string): Node => press(`btn btn-wide ${look}`, word, () => done(looking, form, shots, finding, word, back));
  const mayReport = looking.me.may.includes("case.receive");
  return {
    title: looking.title, back, still: true,
    thumb: [form.complaint, way("fine", t("完好", "Fine"), "btn-big btn-primary"), ...(mayReport ? [way("fault", t("有问题，上报", "Fault: report it"), "")] : []), way("closed", t("进不去", "Closed"), "")],
    body: [
      ...(asset ? [facts(asset)] : looking.body.asset ? [make("p", "notice", t("手机里没有这个编码的资料，照样可以检查；发出后由系统核对。", "This phone has no record of this code. Check it all the same; it is compared once sent."))] : []),
      ...(asset || looking.body.asset ? [form.position("", (where) => asset ? t(`与它相距 ${far(metres(where, asset))}`, `${far(metres(where, asset))} from it`) : t("定位好了", "Found"))] : []),
      shots.element, text,
    ],
  };
}

function facts(asset: Asset): Node {
  const rows: [string, string][] = [[t("编码", "Code"), asset.code], [t("地点", "Place"), asset.place], [t("单位", "Unit"), asset.unit_name], [t("该查的日子", "Due on"), asset.due_on ?? t("不定期", "no fixed day")]];
  return make("dl", "tile pairs", ...rows.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]));
}

async function done(looking: Looking, form: Form, shots: Shots, finding: string, word: string, back: string): Promise<void> {
  const text = (form.words["text"] ?? "").trim();
  const fault = finding === "fault";
  if (fault && !text && !looking.asset) return form.complain(t("请写一句有什么问题。", "Write what is wrong."));
  const where = looking.body.asset || looking.asset ? await form.here() : null;
  const body = { ...looking.body, finding, ...(fault && text ? { text } : {}), ...(where ? { lon: where.lon, lat: where.lat } : {}) };
  try {
    await putAway(looking.me, [{ path: "field/checks", body, title: `${word}${t("：", ": ")}${looking.title}`, place: looking.place, shots: fault ? located(shots.shots, where) : [] }], form.name);
  } catch (error) {
    return form.complain(error instanceof FullPhone ? fullPhone() : t("没有存下，请再按一次。", "Not kept; press again."));
  }
  showToast({ text: t("存好了，一有网络就发出", "Kept; it is sent as soon as there is a network") });
  location.hash = back;
}

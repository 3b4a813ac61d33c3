import { FIELD } from "../field/home";
import { settleIn } from "../outbox/home";
import { startWorker } from "../outbox/worker";

settleIn(FIELD);
startWorker({
  prefix: "field", pages: /^\/field\/$/, patience: 3_000, one: true,
  pictures: ["field-photos", /^\/api\/v1\/cases\/[^/]+\/photos\/[^/]+$/],
});

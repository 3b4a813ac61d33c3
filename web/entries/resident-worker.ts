import { settleIn } from "../outbox/home";
import { startWorker } from "../outbox/worker";
import { RESIDENT } from "../resident/home";

settleIn(RESIDENT);
startWorker({ prefix: "resident", pages: /^\/(|report|hazard|track(\/.*)?|mine\/.*|t\/.*|answers.*|bulletins.*)$/, patience: 8_000, one: false });

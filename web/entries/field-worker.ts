import { startWorker } from "../field/worker";

startWorker();

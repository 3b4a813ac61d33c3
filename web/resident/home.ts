import type { Home } from "../outbox/home";

export const RESIDENT: Home = { name: "ld-resident", api: "/app/", scope: "/" };

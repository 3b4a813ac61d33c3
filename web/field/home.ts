import type { Home } from "../outbox/home";

export const FIELD: Home = { name: "ld-field", api: "/api/v1/", scope: "/field/" };

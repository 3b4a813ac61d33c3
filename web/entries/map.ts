export { openMap } from "../elements/map-view";

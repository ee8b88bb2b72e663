import { registerIconLibrary } from "@awesome.me/webawesome/dist/components/icon/library.js";
import { shape } from "./icons.js";

// Web Awesome fetches its icons from a CDN by default. These replace both of its libraries
// with paths that are part of the page: nothing is fetched, not even a data: address.
const drawn = {
  spriteSheet: true,
  resolver: (name: string) => `#${name}`,
  mutator: (element: SVGElement, host?: { name?: string }) => {
    element.setAttribute("viewBox", "0 0 24 24");
    element.setAttribute("fill", "none");
    element.setAttribute("stroke", "currentColor");
    element.setAttribute("stroke-width", "2");
    element.setAttribute("stroke-linecap", "round");
    element.setAttribute("stroke-linejoin", "round");
    const path = element.querySelector("path") ?? document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", shape(host?.name ?? ""));
    element.append(path);
  },
};
registerIconLibrary("default", drawn);
registerIconLibrary("system", drawn);

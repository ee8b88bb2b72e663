import { unsafeCSS } from "lit";
import webAwesomeTheme from "@awesome.me/webawesome/dist/styles/themes/default.css?inline";
import { tokens } from "./tokens.js";

// Web Awesome's tokens are declared on classes; the playground puts those classes on a wrapper
// inside its own shadow root, so that the page around it neither supplies nor sees them.
const webAwesome = unsafeCSS(webAwesomeTheme);

export const theme = [webAwesome, tokens];

// The page around a lesson, as HTML, made when the pages are built.
import { lessons, type Listed } from "./index.js";

/** What depends on where the page stands: the folder of the sources, as the page names it. */
interface Places {
  readonly sources: string;
}

const head = (title: string, about: string, places: Places, tokens: string): string => `
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${about}" />
    <title>${title} · Keepfit</title>
    <link rel="icon" href="${places.sources}/playground/icon.svg" type="image/svg+xml" />
    <style>${tokens}</style>
    <link rel="stylesheet" href="${places.sources}/lessons/lesson.css" />`;

const bar = (name: string): string => `
    <header class="bar">
      <a class="brand" href="../index.html">Keepfit</a>
      <nav aria-label="Lessons">
        ${lessons
          .map(
            (each) =>
              `<a href="./${each.name}.html"${each.name === name ? ' aria-current="page"' : ""}>${each.short ?? each.title}</a>`,
          )
          .join("\n        ")}
      </nav>
    </header>`;

/** A lesson with the element beside its text: one section at a time, and what is to be done in it. */
const beside = ({ title, minutes, stage }: Listed, text: string): string => `
    <main class="lesson">
      <div class="left">
        <article class="text">
          <h1 class="kicker">${title} <span class="quiet">· ${minutes} minutes</span></h1>
          ${text}
        </article>
        <div class="foot">
          <div class="checks" role="group" aria-label="To do here"></div>
          <div class="go">
            <nav class="way" aria-label="Sections"></nav>
            <a class="button plain" id="back">Back</a>
            <a class="button" id="next">Next</a>
          </div>
        </div>
      </div>
      <div class="stage" role="region" aria-label="Playground">
        ${stage}
        <p id="said" class="visually-hidden" role="status"></p>
      </div>
    </main>`;

const toRead = (text: string): string => `
    <main class="reading">
      <article class="text">
        ${text}
      </article>
    </main>`;

/** The page of a lesson around its text. */
export function lessonPage(lesson: Listed, text: string, places: Places, tokens: string): string {
  return `<!doctype html>
<html lang="en" data-lesson="${lesson.name}">
  <head>${head(lesson.title, lesson.about, places, tokens)}
    <script type="module" src="${places.sources}/lessons/page.ts"></script>
  </head>
  <body class="frame">${bar(lesson.name)}${lesson.stage ? beside(lesson, text) : toRead(text)}
    <noscript><p class="noscript">The live parts of this lesson need JavaScript and WebAssembly.</p></noscript>
  </body>
</html>
`;
}

/** The list of the lessons, as a page. */
export function lessonsPage(places: Places, tokens: string): string {
  const about = "Lessons on saving models, on leakage and on tuning, each with a live playground beside its text.";
  const items = lessons.map(
    ({ name, title, about: sentence, minutes }) => `
          <li data-listed="${name}">
            <a href="./${name}.html">${title}</a>
            <p>${sentence}</p>
            <p class="small quiet">${minutes} minutes<span class="state"></span></p>
          </li>`,
  );
  return `<!doctype html>
<html lang="en" data-lesson="">
  <head>${head("Lessons", about, places, tokens)}
    <script type="module" src="${places.sources}/lessons/page.ts"></script>
  </head>
  <body class="frame">${bar("")}
    <main class="reading">
      <article class="text">
        <h1>Lessons</h1>
        <p class="lead">${about} Nothing is installed, and nothing you do leaves your browser.</p>
        <ol class="list">${items.join("")}
        </ol>
      </article>
    </main>
  </body>
</html>
`;
}

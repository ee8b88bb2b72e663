import { StrictMode, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { Lesson } from "./Lesson.jsx";

const steps = [
  ["scale", { class: "StandardScaler", params: {} }],
  ["model", { class: "LogisticRegression", params: { C: 0.5 } }],
];
const recipe = { class: "Pipeline", params: { steps } };

function App() {
  const [shown, setShown] = useState(true);
  const [dataset, setDataset] = useState("iris");
  const [saved, setSaved] = useState("");
  const around = useRef(null);
  useEffect(() => {
    const listen = ({ detail }) => setSaved(detail.name);
    const element = around.current;
    element.addEventListener("keepfit-saved", listen);
    return () => element.removeEventListener("keepfit-saved", listen);
  }, []);
  return (
    <div ref={around}>
      <button id="toggle" onClick={() => setShown(!shown)}>
        {shown ? "Remove" : "Add"}
      </button>
      <button id="wine" onClick={() => setDataset("wine")}>
        Wines
      </button>
      <p id="saved">{saved}</p>
      {shown && <Lesson dataset={dataset} recipe={recipe} seed={7} />}
    </div>
  );
}

createRoot(document.querySelector("#app")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

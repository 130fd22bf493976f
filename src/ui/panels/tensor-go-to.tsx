import { useState } from "react";
import { windowNamed } from "../../model/window-place";
import type { Ready } from "../../state/app-state";

/** Elements (row-major numbers) with a story of their own; null while they are not known, or where there is none. */
export interface Landmarks {
  readonly least: number | null;
  readonly most: number | null;
  readonly odd: number | null;
}

interface GoToProps {
  readonly ready: Ready;
  /** Asked for when a button is pressed; finding them may take a look at every number. */
  readonly landmarks: () => Landmarks;
  readonly notFinite: number;
  /** False while the extent of all numbers is still being found. */
  readonly known: boolean;
  readonly toElement: (element: number) => void;
  readonly toWindow: (n: number) => void;
}

/** Goes to a window by its number or place, to the smallest and the largest number, to one that is not finite. */
export function TensorGoTo({ ready, landmarks, notFinite, known, toElement, toWindow }: GoToProps) {
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const go = (element: number | null) => {
    if (element !== null) toElement(element);
  };
  const small = "button button--quiet button--small";
  return (
    <span className="tensor__goto" role="group" aria-label="go to">
      <input
        className="tensor__window"
        inputMode="numeric"
        placeholder="window"
        aria-label="go to window: n, or row, column"
        aria-invalid={refusal !== null}
        title="a window by its number n, or by row, column (with several images: image, row, column); Enter goes there"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setRefusal(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          const found = windowNamed(text, ready.document, ready.picture.image.shape);
          if (typeof found === "number") toWindow(found);
          else setRefusal(found);
        }}
      />
      <button
        type="button"
        className={small}
        disabled={!known}
        title="go to the smallest number"
        onClick={() => go(landmarks().least)}
      >
        min
      </button>
      <button
        type="button"
        className={small}
        disabled={!known}
        title="go to the largest number"
        onClick={() => go(landmarks().most)}
      >
        max
      </button>
      {notFinite > 0 && (
        <button
          type="button"
          className={small}
          title="go to a number that is not finite"
          onClick={() => go(landmarks().odd)}
        >
          nan
        </button>
      )}
      {refusal !== null && (
        <span className="hint hint--rule" role="alert">
          {refusal}
        </span>
      )}
    </span>
  );
}

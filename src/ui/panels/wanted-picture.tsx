import { useRef } from "react";
import { count } from "../../views/format";
import { useApp, useAttempt, useServices, useSession } from "../services";

/** Asks for the picture that a link speaks of but could not carry. */
export function WantedPicture() {
  const { openFile } = useServices();
  const attempt = useAttempt();
  const set = useSession();
  const wanted = useApp((state) => state.session.wanted);
  const file = useRef<HTMLInputElement>(null);
  if (!wanted || !("absent" in wanted.image)) return null;
  const { name, shape } = wanted.image.absent;
  return (
    <div className="wanted" role="alert">
      <p>
        This link speaks of the picture <b>{name}</b> ({count(shape[3])} × {count(shape[2])}), which was too large to
        travel with it. Load the file to see what the link shows; kernel, filter and region are kept for it.
      </p>
      <button type="button" className="button button--primary" onClick={() => file.current?.click()}>
        Load {name}
      </button>
      <button type="button" className="button button--quiet" onClick={() => set({ wanted: null })}>
        Not now
      </button>
      <input
        ref={file}
        className="visually-hidden"
        tabIndex={-1}
        type="file"
        accept="image/*"
        aria-label="the picture that the link speaks of"
        onChange={(event) => {
          const [picked] = event.target.files ?? [];
          event.target.value = "";
          if (picked) attempt(() => openFile(picked, picked.name));
        }}
      />
    </div>
  );
}

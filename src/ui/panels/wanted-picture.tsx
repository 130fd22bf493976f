import { count } from "../../views/format";
import { PictureInput } from "../controls/picture-input";
import { useApp, useSession } from "../services";

/** Asks for the picture that a link speaks of but could not carry. */
export function WantedPicture() {
  const set = useSession();
  const wanted = useApp((state) => state.session.wanted);
  if (!wanted || !("absent" in wanted.image)) return null;
  const { name, shape } = wanted.image.absent;
  return (
    <div className="wanted" role="alert">
      <p>
        This link speaks of the picture <b>{name}</b> ({count(shape[3])} × {count(shape[2])}), which was too large to
        travel with it. Load the file to see what the link shows; kernel, filter and region are kept for it.
      </p>
      <PictureInput label="the picture that the link speaks of" className="button button--primary">
        Load {name}
      </PictureInput>
      <button type="button" className="button button--quiet" onClick={() => set({ wanted: null })}>
        Not now
      </button>
    </div>
  );
}

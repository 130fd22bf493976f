/** A photograph that comes with the playground; its file lies in public/samples. */
export interface Sample {
  /** How documents name it. */
  readonly name: string;
  readonly file: string;
  /** How the page names it. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  /** True when the file has one channel. */
  readonly gray: boolean;
  readonly credit: string;
  readonly licence: string;
}

/** The photographs of the gallery, in its order (public/samples/README.md). */
export const SAMPLES: readonly Sample[] = [
  {
    name: "chelsea",
    file: "chelsea.png",
    label: "A cat, fine fur",
    width: 451,
    height: 300,
    gray: false,
    credit: "Stéfan van der Walt",
    licence: "CC0",
  },
  {
    name: "astronaut",
    file: "astronaut.png",
    label: "A portrait",
    width: 512,
    height: 512,
    gray: false,
    credit: "NASA",
    licence: "public domain",
  },
  {
    name: "coffee",
    file: "coffee.png",
    label: "A cup, strong edges",
    width: 600,
    height: 400,
    gray: false,
    credit: "Rachel Michetti",
    licence: "CC0",
  },
  {
    name: "rocket",
    file: "rocket.jpg",
    label: "A launch, tall and thin",
    width: 640,
    height: 427,
    gray: false,
    credit: "SpaceX",
    licence: "public domain",
  },
  {
    name: "brick",
    file: "brick.png",
    label: "A wall, periodic",
    width: 512,
    height: 512,
    gray: true,
    credit: "CC0Textures",
    licence: "CC0",
  },
  {
    name: "coins",
    file: "coins.png",
    label: "Coins, round and apart",
    width: 384,
    height: 303,
    gray: true,
    credit: "Brooklyn Museum",
    licence: "no known copyright restrictions",
  },
];

/** The sample of that name, or undefined. */
export const sampleNamed = (name: string): Sample | undefined => SAMPLES.find((sample) => sample.name === name);

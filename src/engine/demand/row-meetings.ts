import type { Group } from "./column-groups";

/** How the columns of one group meet a row of the picture: from where on, and the sum of the weights that they bring. */
export interface Meeting {
  readonly group: Group;
  readonly start: number;
  weight: number;
}

/** By rows of the picture, b·C·H of them. Few meet a row, so that they are found by looking through them. */
export type Meetings = Map<number, Meeting[]>;

/** Rows of the picture that the same columns meet with the same weights: their sum serves for all of them. */
export interface Alike {
  readonly lines: number[];
  readonly meetings: readonly Meeting[];
}

const isOf = (meeting: Meeting | undefined, group: Group, start: number): boolean =>
  meeting?.group === group && meeting.start === start;

/** The meeting of a group with a row, mostly in the place `at` where it was before; one of weight 0 when there was none. */
export function meetingOf(meetings: Meetings, line: number, at: number, group: Group, start: number): Meeting {
  let met = meetings.get(line);
  if (!met) meetings.set(line, (met = []));
  const near = met[at];
  if (near && isOf(near, group, start)) return near;
  let found = met.find((meeting) => isOf(meeting, group, start));
  if (!found) met.push((found = { group, start, weight: 0 }));
  return found;
}

/** Some number of what a row meets, the same for the same. */
function digestOf(met: readonly Meeting[]): number {
  let digest = met.length;
  for (const { group, start, weight } of met) {
    // Weights are mostly small numbers: their thousandths tell them apart.
    digest = Math.imul(Math.imul(digest ^ group.id, 0x01000193) ^ start, 0x01000193) ^ Math.trunc(weight * 1000);
  }
  return digest;
}

/** Whether two rows meet the same, one after the other. */
const isAlike = (one: readonly Meeting[], other: readonly Meeting[]): boolean =>
  one.length === other.length &&
  one.every(({ group, start, weight }, at) => isOf(other[at], group, start) && other[at]?.weight === weight);

/** Puts together the rows of the picture that the same is made of. */
export function alikeOf(meetings: Meetings): Alike[] {
  const found: Alike[] = [];
  const byDigest = new Map<number, Alike[]>();
  for (const [line, met] of meetings) {
    const digest = digestOf(met);
    const near = byDigest.get(digest);
    const known = near?.find((alike) => isAlike(alike.meetings, met));
    if (known) {
      known.lines.push(line);
      continue;
    }
    const alike = { lines: [line], meetings: met };
    found.push(alike);
    if (near) near.push(alike);
    else byDigest.set(digest, [alike]);
  }
  return found;
}

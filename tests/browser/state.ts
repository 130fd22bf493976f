import type { Locator, Page } from "playwright";
import { expect } from "vitest";
import type { OpenPage } from "./page";

/** What a person would lose if something went wrong: the document, the picture and the results. */
export interface Work {
  readonly document: object;
  /** Shape and digest of all bytes: only whether they are the same is asked, and carrying them out is dear. */
  readonly image: string;
  readonly output: string;
  /** How many numbers the output has. */
  readonly numbers: number;
  /** How many entries undo would take back can only be told as none or some. */
  readonly canUndo: boolean;
}

/** The work on a page now, settled. */
export async function workOn({ page }: OpenPage): Promise<Work> {
  const rest = await page.evaluate(async () => {
    const { playground } = window;
    await playground.settled();
    const [image, output] = await Promise.all([playground.tensor("image"), playground.tensor("output")]);
    const digest = async ({ shape, data }: typeof image) =>
      `[${shape.join(", ")}] ${new Uint8Array(await crypto.subtle.digest("SHA-256", data)).join(" ")}`;
    return {
      document: playground.document(),
      image: await digest(image),
      output: await digest(output),
      numbers: output.data.length,
    };
  });
  return { ...rest, canUndo: await page.getByRole("button", { name: "Undo" }).isEnabled() };
}

/** The messages that wait to be read. */
export const messages = (page: Page): Locator =>
  page.getByRole("region", { name: "messages" }).locator("[role=alert], [role=status]");

/** Waits for one message that says `words`; there must be no other. `title` names the case when it fails. */
export async function expectMessage(
  page: Page,
  words: string | RegExp,
  title = "a message",
  role: "alert" | "status" = "alert",
) {
  const message = page.getByRole("region", { name: "messages" }).getByRole(role).filter({ hasText: words });
  await message.waitFor({ timeout: 90_000 }).catch(() => undefined);
  const told = await messages(page).allInnerTexts();
  expect(await message.count(), `${title}: one like ${String(words)} among ${JSON.stringify(told)}`).toBe(1);
  expect(told).toHaveLength(1);
  return message;
}

/** Closes the messages, which until then have stayed; there must be `count`. */
export async function dismiss(page: Page, count = 1): Promise<void> {
  expect(await messages(page).allInnerTexts()).toHaveLength(count);
  for (let left = count; left > 0; left -= 1) {
    await messages(page).getByRole("button", { name: "Dismiss" }).first().click();
  }
  expect(await messages(page).count()).toBe(0);
}

/**
 * Changes the stride by its field and takes it back: true work, from the control to new numbers. In the end, and so
 * before it too, everything is as `work` says.
 */
export async function expectUsable(opened: OpenPage, work: Work): Promise<void> {
  const { page } = opened;
  const stride = page.getByRole("spinbutton", { name: "stride along the rows" });
  const value = Number(await stride.inputValue());
  await stride.fill(String(value + 1));
  await stride.press("Enter");
  const changed = await page.evaluate(async () => {
    await window.playground.settled();
    const { data } = await window.playground.tensor("output");
    return { stride: Reflect.get(window.playground.document(), "stride") as unknown, numbers: data.length };
  });
  expect(changed.stride).toEqual([value + 1, value + 1]);
  expect(changed.numbers).toBeLessThan(work.numbers);
  await page.getByRole("button", { name: "Undo" }).click();
  expect(await workOn(opened)).toEqual(work);
}

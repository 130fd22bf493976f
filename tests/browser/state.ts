import type { Locator, Page } from "playwright";
import { expect } from "vitest";
import type { OpenPage } from "./page";

/** What a person would lose if something went wrong: the document, the picture and the results. */
export interface Work {
  readonly document: object;
  readonly image: readonly number[];
  readonly output: readonly number[];
  /** How many entries undo would take back can only be told as none or some. */
  readonly canUndo: boolean;
}

/** The work on a page now, settled. */
export async function workOn(opened: OpenPage): Promise<Work> {
  await opened.settled();
  const { page } = opened;
  const canUndo = await page.getByRole("button", { name: "Undo" }).isEnabled();
  const rest = await page.evaluate(async () => {
    const { playground } = window;
    return {
      document: playground.document(),
      image: Array.from((await playground.tensor("image")).data),
      output: Array.from((await playground.tensor("output")).data),
    };
  });
  return { ...rest, canUndo };
}

/** The messages that wait to be read. */
export const messages = (page: Page): Locator =>
  page.getByRole("region", { name: "messages" }).locator("[role=alert], [role=status]");

/** Waits for one message that says `words`; there must be no other. */
export async function expectMessage(page: Page, words: string | RegExp, role: "alert" | "status" = "alert") {
  const message = page.getByRole("region", { name: "messages" }).getByRole(role).filter({ hasText: words });
  await message.waitFor({ timeout: 15_000 }).catch(() => undefined);
  const told = await messages(page).allInnerTexts();
  expect(await message.count(), `a message like ${String(words)} among ${JSON.stringify(told)}`).toBe(1);
  expect(told).toHaveLength(1);
  return message;
}

/** Closes the only message, which until then has stayed. */
export async function dismiss(page: Page): Promise<void> {
  await messages(page).getByRole("button", { name: "Dismiss" }).click();
  await messages(page).waitFor({ state: "detached" });
}

/** Changes the stride by its field and takes it back: true work, from the control to new numbers. */
export async function expectUsable(opened: OpenPage): Promise<void> {
  const { page } = opened;
  const before = await workOn(opened);
  const stride = page.getByRole("spinbutton", { name: "stride along the rows" });
  const value = Number(await stride.inputValue());
  await stride.fill(String(value + 1));
  await stride.press("Enter");
  await opened.settled();
  expect(await page.evaluate(() => Reflect.get(window.playground.document(), "stride") as unknown)).toEqual([
    value + 1,
    value + 1,
  ]);
  expect((await workOn(opened)).output.length).not.toBe(before.output.length);
  await page.getByRole("button", { name: "Undo" }).click();
  const { canUndo, ...after } = await workOn(opened);
  expect(after).toEqual({ document: before.document, image: before.image, output: before.output });
  expect(canUndo).toBe(before.canUndo);
}

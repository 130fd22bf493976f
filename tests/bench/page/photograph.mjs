/** A photograph of any size: a sample enlarged by the browser, as a JPEG file. Nothing of it is committed. */
export async function photograph(browser, address, width, height) {
  const page = await browser.newPage();
  await page.goto(`${address}samples/astronaut.png`);
  const base64 = await page.evaluate(
    async ({ w, h }) => {
      const bitmap = await createImageBitmap(await (await fetch(location.href)).blob());
      const canvas = new OffscreenCanvas(w, h);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, w, h);
      const file = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.92 });
      const bytes = new Uint8Array(await file.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 32_768) {
        text += String.fromCodePoint(...bytes.subarray(at, at + 32_768));
      }
      return btoa(text);
    },
    { w: width, h: height },
  );
  await page.close();
  return { name: `photograph-${width}x${height}.jpg`, mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

/** A .safetensors file as the format describes it: header length, JSON header padded with spaces, numbers. */
export function safetensors(
  tensors: Readonly<Record<string, { dtype: string; shape: number[]; bytes: Uint8Array }>>,
): Uint8Array {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const offsets = [end, end + bytes.length];
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: offsets }] as const;
  });
  const json = JSON.stringify({ __metadata__: { format: "pt" }, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const file = new Uint8Array(8 + header.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const { bytes } of Object.values(tensors)) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

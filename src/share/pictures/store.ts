/** Things kept by id up to `limit` bytes together, or the newest alone; those used longest ago go first. */
export class Store<Value> {
  private readonly entries = new Map<number, { readonly value: Value; readonly bytes: number }>();
  private held = 0;

  constructor(private readonly limit: number) {}

  /** Bytes held now. */
  get bytes(): number {
    return this.held;
  }

  /** The value under `id`, now the most recently used, or undefined. */
  get(id: number): Value | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    this.entries.delete(id);
    this.entries.set(id, entry);
    return entry.value;
  }

  set(id: number, value: Value, bytes: number): void {
    this.delete(id);
    this.makeRoom(bytes);
    this.entries.set(id, { value, bytes });
    this.held += bytes;
  }

  /** Lets the oldest go until so many bytes more are within the limit, or nothing is left. */
  makeRoom(bytes: number): void {
    for (const oldest of this.entries.keys()) {
      if (this.held + bytes <= this.limit) break;
      this.delete(oldest);
    }
  }

  delete(id: number): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.held -= entry.bytes;
  }
}

import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Records that are packed together: the more, the smaller, and the longer the packing stops others. */
const BLOCK = 200;

/** The fastest: a better one saves little of what repeats as much as records of one list. */
const LEVEL = 1;

/**
 * Records that wait until other steps are done, as compressed JSON: a tenth of what they take as
 * objects. Of several with one id the latest holds. They come out as what JSON keeps of them.
 */
export class Parked<T> {
  private readonly blocks: Buffer[] = [];
  private open: T[] = [];
  private added = 0;
  /** The place of the latest record of each id. */
  private readonly places = new Map<string, number>();

  add(id: string, record: T): void {
    this.places.set(id, this.added);
    this.added += 1;
    this.open.push(record);
    if (this.open.length < BLOCK) return;
    this.blocks.push(pack(this.open));
    this.open = [];
  }

  /** All records, in the order in which they came. */
  *records(idOf: (record: T) => string): Generator<T> {
    let place = 0;
    for (const block of [...this.blocks, pack(this.open)]) {
      for (const record of unpack<T>(block)) {
        if (this.places.get(idOf(record)) === place) yield record;
        place += 1;
      }
    }
  }
}

function pack(records: readonly unknown[]): Buffer {
  return deflateRawSync(JSON.stringify(records), { level: LEVEL });
}

function unpack<T>(block: Buffer): T[] {
  return JSON.parse(inflateRawSync(block).toString()) as T[];
}

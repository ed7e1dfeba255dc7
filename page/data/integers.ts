/*
 * Whole numbers as bytes: each as its difference from the one before, in seven bits a byte. Sorted
 * references then take one byte each, and times five.
 */

const SEVEN_BITS = 128;

/** Packs whole numbers, within the 53 bits that a number holds exactly. */
export function packIntegers(
  values: readonly (number | undefined)[],
): Uint8Array {
  const bytes = new Bytes(values.length * 2);
  let before = 0;
  for (const value of values) {
    if (value === undefined) {
      bytes.add(0);
      continue;
    }
    if (!Number.isSafeInteger(value)) {
      throw new Error(`Not a whole number: ${value}`);
    }
    const difference = value - before;
    bytes.add(difference < 0 ? -2 * difference : 2 * difference + 1);
    before = value;
  }
  return bytes.all();
}

/** Reads what `packIntegers` wrote into an array; what is not known becomes `unknown`. */
export function unpackIntegers<T extends Float64Array | Int32Array>(
  bytes: Uint8Array,
  into: T,
  unknown: number,
): T {
  let at = 0;
  let before = 0;
  for (let row = 0; row < into.length; row += 1) {
    let packed = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = bytes[at] ?? 0;
      at += 1;
      packed += (byte % SEVEN_BITS) * factor;
      factor *= SEVEN_BITS;
    } while (byte >= SEVEN_BITS);
    if (packed === 0) {
      into[row] = unknown;
    } else {
      before += packed % 2 === 0 ? -packed / 2 : (packed - 1) / 2;
      into[row] = before;
    }
  }
  return into;
}

class Bytes {
  private bytes: Uint8Array;
  private length = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size + 16);
  }

  /** Adds a whole number that is not negative. */
  add(value: number): void {
    if (this.length + 16 > this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    let rest = value;
    while (rest >= SEVEN_BITS) {
      this.bytes[this.length] = (rest % SEVEN_BITS) + SEVEN_BITS;
      this.length += 1;
      rest = Math.floor(rest / SEVEN_BITS);
    }
    this.bytes[this.length] = rest;
    this.length += 1;
  }

  all(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

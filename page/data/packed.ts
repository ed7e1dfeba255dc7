/*
 * Tables as one run of bytes: four bytes with the length of a header, the header as JSON, then the
 * codes of each column.
 */

import { packIntegers, unpackIntegers } from './integers';
import {
  type Column,
  type Kind,
  type Schema,
  Table,
  UNKNOWN,
  type Values,
} from './table';

interface PackedColumn {
  name: string;
  kind: Kind;
  bytes: number;
  meanings?: Column['meanings'];
}

interface PackedTable {
  name: string;
  size: number;
  columns: PackedColumn[];
}

const LENGTH_BYTES = 4;

/** Packs tables: of each its schema, and the values of its columns. */
export function packTables<S extends Record<string, Schema>>(
  schemas: S,
  tables: { [Name in keyof S]: Values<S[Name]> },
): Uint8Array {
  const parts: Uint8Array[] = [];
  const header = Object.entries(schemas).map(([name, schema]): PackedTable => {
    const values: Record<string, readonly unknown[]> = tables[name] ?? {};
    let size = 0;
    const columns = Object.entries(schema).map(([column, kind]) => {
      const rows = values[column] ?? [];
      size = Math.max(size, rows.length);
      const { codes, meanings } = encode(kind, rows);
      const bytes = packIntegers(codes);
      parts.push(bytes);
      return { name: column, kind, bytes: bytes.length, meanings };
    });
    return { name, size, columns };
  });
  return joined(new TextEncoder().encode(JSON.stringify(header)), parts);
}

/** Reads what `packTables` wrote by the same schemas. */
export function unpackTables<S extends Record<string, Schema>>(
  bytes: Uint8Array,
): { [Name in keyof S]: Table<S[Name]> } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  let at = LENGTH_BYTES + length;
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, at)),
  ) as PackedTable[];
  const tables = header.map(({ name, size, columns }) => {
    const read = columns.map((column): [string, Column] => {
      const part = bytes.subarray(at, at + column.bytes);
      at += column.bytes;
      const codes =
        column.kind === 'number'
          ? unpackIntegers(part, new Float64Array(size), NaN)
          : unpackIntegers(part, new Int32Array(size), UNKNOWN);
      return [
        column.name,
        { kind: column.kind, codes, meanings: column.meanings },
      ];
    });
    return [name, new Table(size, new Map(read))];
  });
  return Object.fromEntries(tables) as { [Name in keyof S]: Table<S[Name]> };
}

/** Texts and lists become places among the different ones. */
function encode(
  kind: Kind,
  rows: readonly unknown[],
): { codes: (number | undefined)[]; meanings?: Column['meanings'] } {
  if (kind === 'flag') {
    return { codes: rows.map((row) => (row === undefined ? row : +!!row)) };
  }
  if (kind !== 'text' && kind !== 'list') {
    return { codes: rows as (number | undefined)[] };
  }
  const places = new Map<string, number>();
  const meanings: unknown[] = [];
  const codes = rows.map((row) => {
    if (row === undefined) return undefined;
    const text = typeof row === 'string' ? row : JSON.stringify(row);
    let place = places.get(text);
    if (place === undefined) {
      place = meanings.push(row) - 1;
      places.set(text, place);
    }
    return place;
  });
  return { codes, meanings: meanings as string[] };
}

function joined(header: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const start = LENGTH_BYTES + header.length;
  const size = parts.reduce((sum, { length }) => sum + length, start);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, header.length);
  bytes.set(header, LENGTH_BYTES);
  let at = start;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

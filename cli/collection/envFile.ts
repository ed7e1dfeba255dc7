import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { EnvFileFacts } from './workerInput';

/** A .env file that was read. */
export interface EnvFile {
  variables: Record<string, string>;
  facts: EnvFileFacts;
}

const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/;
const COMMENT_BEHIND = /(?:^|\s+)#.*$/;
const PEM_BEGIN = /^-----BEGIN [^-]+-----/;
const PEM_END = /-----END [^-]+-----/;
const QUOTES = ['"', "'", '`'];

/**
 * Reads the .env file of a directory, more tolerantly than the SDK: UTF-16, `export`, comments
 * behind values, values over several lines in quotes or in PEM, and dollar signs that name no
 * variable.
 *
 * @param environment what `$NAME` in a value may name, besides the file's own variables
 */
export async function readEnvFile(
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<EnvFile> {
  const file = path.join(directory, '.env');
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const notes: string[] = [];
  const variables = bytes
    ? parseEnvFile(decode(bytes), environment, (line, problem) =>
        notes.push(`.env, line ${line}: ${problem}`),
      )
    : {};
  const names = Object.keys(variables);
  return {
    variables,
    facts: { path: file, exists: bytes !== undefined, names, notes },
  };
}

/** UTF-8, or UTF-16 as PowerShell's `>` writes it. */
function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xfe && second === 0xff) {
    const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
    return decode(Buffer.from(even).swap16());
  }
  const isUtf16 = (first === 0xff && second === 0xfe) || bytes[1] === 0;
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}

/**
 * The variables of a .env file's text; of two lines with one name the second counts.
 *
 * @param tell told of lines that are not understood; never told of what stands in them
 */
export function parseEnvFile(
  text: string,
  environment: NodeJS.ProcessEnv,
  tell: (line: number, problem: string) => void,
): Record<string, string> {
  const lines = text.split(/\r\n|\n|\r/);
  const variables: Record<string, string> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, written = ''] = LINE.exec(line) ?? [];
    if (name === undefined) {
      tell(index + 1, 'is not NAME=value, and was skipped');
      continue;
    }
    const value = readValue(written, lines.slice(index + 1));
    if (value.isOpen) tell(index + 1, `the value of ${name} never ends`);
    index += value.furtherLines;
    variables[name] = value.isLiteral
      ? value.text
      : expand(value.text, { ...variables, ...environment });
  }
  return variables;
}

interface Value {
  text: string;
  furtherLines: number;
  /** In single quotes a dollar sign is a dollar sign. */
  isLiteral?: boolean;
  /** Its closing quote, or the end of its PEM, is missing. */
  isOpen?: boolean;
}

function readValue(written: string, following: readonly string[]): Value {
  const quote = QUOTES.find((each) => written.startsWith(each));
  if (quote) return readQuoted(written, following, quote);
  if (PEM_BEGIN.test(written)) return readPem(written, following);
  return { text: written.replace(COMMENT_BEHIND, '').trim(), furtherLines: 0 };
}

function readQuoted(
  written: string,
  following: readonly string[],
  quote: string,
): Value {
  const parts = [written.slice(1), ...following];
  const last = parts.findIndex((part) => part.includes(quote));
  if (last < 0) return { text: written.trim(), furtherLines: 0, isOpen: true };
  const closing = parts[last] ?? '';
  // The last quote of its line, so that a quote within the value stays in it.
  const end = closing.replace(COMMENT_BEHIND, '').lastIndexOf(quote);
  const text = [
    ...parts.slice(0, last),
    closing.slice(0, end < 0 ? closing.indexOf(quote) : end),
  ].join('\n');
  return {
    text: quote === '"' ? text.replace(/\\n/g, '\n') : text,
    furtherLines: last,
    isLiteral: quote === "'",
  };
}

function readPem(written: string, following: readonly string[]): Value {
  const parts = [written, ...following];
  const last = parts.findIndex((part) => PEM_END.test(part));
  if (last < 0) return { text: written.trim(), furtherLines: 0, isOpen: true };
  const text = parts.slice(0, last + 1).map((part) => part.trim());
  return { text: text.join('\n'), furtherLines: last, isLiteral: true };
}

/** `$NAME` and `${NAME}` become that variable where there is one: else they are part of a secret. */
function expand(text: string, variables: NodeJS.ProcessEnv): string {
  return text.replace(
    /\\\$|\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
    (found: string, braced?: string, bare?: string) => {
      if (found === '\\$') return '$';
      return variables[braced ?? bare ?? ''] ?? found;
    },
  );
}

import { existsSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';

/** Longer ones make long names of types and variables. */
const LONGEST_ID = 20;

/** What the generated files call something else. */
const TAKEN = new Set([
  'account',
  'users',
  'register',
  'provider',
  'providers',
  'simulations',
]);

/** Why a text cannot be the id of a new provider; undefined where it can. */
export function problemOf(id: string, root: string): string | undefined {
  if (!/^[a-z][a-z0-9]*$/.test(id)) {
    return 'has to be lower-case letters and digits, and begins with a letter';
  }
  if (id.length > LONGEST_ID) return `is longer than ${LONGEST_ID} characters`;
  if (TAKEN.has(id) || !isIdentifier(id)) return 'means something in the code';
  const existing = Object.values(foldersOf(id)).find((folder) =>
    existsSync(path.join(root, folder)),
  );
  return existing && `exists: see ${existing}`;
}

/** Where a provider, its tile and its simulator stand, from the root of the package. */
export function foldersOf(id: string) {
  return {
    provider: `src/providers/${id}`,
    tile: `src/tiles/${id}`,
    simulator: `simulators/${id}`,
  };
}

/** Whether a word may name a variable: it is no keyword. */
function isIdentifier(word: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true);
  scanner.setText(word);
  return scanner.scan() === ts.SyntaxKind.Identifier;
}

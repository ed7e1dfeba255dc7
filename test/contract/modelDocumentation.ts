import { readFileSync } from 'node:fs';
import path from 'node:path';

const DOCUMENTS = path.join(__dirname, '../../docs');
const START = '{J1_DOCUMENTATION_MARKER_START}';
const END = '{J1_DOCUMENTATION_MARKER_END}';

/** What users read of the integration. */
export interface Documentation {
  /** Written by people. */
  text: string;
  /** The rows of the generated tables, with single spaces, such as `| User | acme_user | User |`. */
  rows: ReadonlySet<string>;
}

export function readDocumentation(page = 'jupiterone.md'): Documentation {
  const document = readFileSync(path.join(DOCUMENTS, page), 'utf8');
  const [text = '', generated = ''] = document.split(START);
  const [model = ''] = generated.split(END);
  return {
    text,
    rows: new Set(
      model
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .map((line) => line.replace(/[`*]/g, '').replace(/\s+/g, ' ')),
    ),
  };
}

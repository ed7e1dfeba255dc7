import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { DrawnGraph } from './selection';

/**
 * Renders a graph as one HTML page that needs nothing else: the drawing library, styles and data
 * are inside, and its content security policy forbids every connection and any other script.
 */
export async function renderGraphPage(graph: DrawnGraph): Promise<string> {
  const [template, style, page, library] = await Promise.all([
    asset('page.html'),
    asset('page.css'),
    asset('page.js'),
    readFile(
      require.resolve('vis-network/standalone/umd/vis-network.min.js'),
      'utf8',
    ),
  ]);
  const parts: Record<string, string> = {
    policy: contentSecurityPolicy([library, page]),
    style: `<style>${style}</style>`,
    data: `<script type="application/json" id="data">${embeddedJson(graph)}</script>`,
    scripts: `<script>${library}</script><script>${page}</script>`,
  };
  return template.replace(
    /\{\{(\w+)\}\}/g,
    (_, name: string) => parts[name] ?? '',
  );
}

/**
 * JSON for the inside of a script element. Values come from a provider: without `<` none of them
 * can end the element or open a comment, and line separators cannot end a line of script.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) =>
      `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Only our own scripts run, known by their hash. vis-network adds style elements of its own. */
function contentSecurityPolicy(scripts: string[]): string {
  const hashes = scripts.map((script) => {
    const hash = createHash('sha256').update(script).digest('base64');
    return `'sha256-${hash}'`;
  });
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function asset(name: string): Promise<string> {
  return readFile(path.join(__dirname, name), 'utf8');
}

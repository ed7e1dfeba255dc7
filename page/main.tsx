import { render } from 'preact';

import { App } from './app';
import type { Facts, SCHEMAS } from './data/contract';
import { Directory } from './data/directory';
import { unpackTables } from './data/packed';
import './page.css';

/** Reads a part of the page that is packed: gzip as base64. */
async function unpacked(id: string): Promise<Uint8Array> {
  const text = atob(document.getElementById(id)?.textContent ?? '');
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function main(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no root.');
  try {
    const [facts, tables] = await Promise.all([
      unpacked('facts'),
      unpacked('tables'),
    ]);
    const directory = new Directory(
      unpackTables<typeof SCHEMAS>(tables),
      JSON.parse(new TextDecoder().decode(facts)) as Facts,
    );
    root.replaceChildren();
    render(<App directory={directory} />, root);
    root.setAttribute('aria-busy', 'false');
  } catch (error) {
    root.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}. It needs a browser of 2024 or later.`;
    throw error;
  }
}

void main();

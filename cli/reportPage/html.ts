import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { Bundle } from './bundle';

/** What a page is made of. */
export interface PageParts {
  bundle: Bundle;
  /** JSON of the facts of the run. */
  facts: string;
  /** The packed tables. */
  tables: Uint8Array;
}

/** Cytoscape adds a style element unless there is one with this id: this one has its hash. */
const CYTOSCAPE_STYLE = '.__________cytoscape_container{position:relative}';

/**
 * One HTML file that needs nothing else. Its content security policy forbids every connection, and any
 * script or style but its own, known by their hashes. Data stands in it as base64, so that no text of
 * a provider can end an element.
 */
export async function renderPage({
  bundle,
  facts,
  tables,
}: PageParts): Promise<string> {
  const script = endless(bundle.script, 'script');
  const style = endless(bundle.style, 'style');
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)} ${hashOf(CYTOSCAPE_STYLE)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>Access report</title>
<link rel="icon" href="data:,">
<style id="__________cytoscape_stylesheet">${CYTOSCAPE_STYLE}</style>
<style>${style}</style>
</head>
<body>
<div id="root" aria-busy="true"><p class="starting" role="status">Reading the data of this page …</p></div>
<noscript><p>This page needs JavaScript; its own is inside of it.</p></noscript>
<script type="text/plain" id="facts">${await packed(Buffer.from(facts))}</script>
<script type="text/plain" id="tables">${await packed(tables)}</script>
<script>${script}</script>
</body>
</html>
`;
}

async function packed(bytes: Uint8Array): Promise<string> {
  const zipped = await promisify(gzip)(bytes, { level: 9 });
  return zipped.toString('base64');
}

/** A program or style in which nothing ends the element that it stands in. */
function endless(text: string, element: string): string {
  return text.replaceAll(new RegExp(`</(${element})`, 'gi'), '<\\/$1');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

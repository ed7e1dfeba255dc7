import { embeddedJson, renderGraphPage } from './render';
import type { DrawnGraph } from './selection';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<!--<script>',
  'line\u2028separator\u2029',
  '{{library}} $& $1',
];

const graph: DrawnGraph = {
  nodes: HOSTILE.map((name, index) => ({
    id: `user-${index}`,
    type: 'acme_user',
    name,
    placeholder: false,
    properties: { name },
  })),
  edges: [],
  entityTypes: [],
  placeholderTypes: [],
  relationshipTypes: [],
  notices: [],
};

it('escapes what could end a script element, and loses nothing', () => {
  const text = embeddedJson(HOSTILE);

  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(HOSTILE);
});

it('embeds the graph as it is', async () => {
  const page = await renderGraphPage(graph);

  const [, data = ''] = /id="data">([^<]*)<\/script>/.exec(page) ?? [];
  expect(JSON.parse(data)).toEqual(graph);
});

it('names no other place that a browser could load from', async () => {
  const page = await renderGraphPage(graph);
  const markup = page.replace(/<script[^>]*>[^]*?<\/script>/g, '');

  expect(markup).not.toMatch(/\b(?:src|href)=|url\(|@import/);
  expect(markup).toContain("default-src 'none'");
  expect(markup).not.toContain('{{');
});

import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The links of a Markdown document that lead nowhere: to a file that is not there or lies outside
 * of the folder, or to a heading that the document has not. What lies on the internet is not asked.
 *
 * @param root the folder outside of which nothing is looked for
 * @param file the document, from the root
 * @returns such links, as `file: target`
 */
export function brokenLinks(root: string, file: string): string[] {
  return linksOf(read(root, file))
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
    .filter((target) => !leadsSomewhere(root, file, target))
    .map((target) => `${file}: ${target}`);
}

/** The documents that links lead to, from one of them on, however far. */
export function documentsBehind(
  root: string,
  file: string,
  found = new Set<string>(),
): Set<string> {
  found.add(file);
  for (const target of linksOf(read(root, file))) {
    const [place = ''] = target.split('#');
    const next = path.posix.join(path.posix.dirname(file), place);
    if (!next.endsWith('.md') || found.has(next)) continue;
    if (existsSync(path.join(root, next))) documentsBehind(root, next, found);
  }
  return found;
}

/** Where the links of a document lead. */
function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown);
  return [
    ...text.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g),
    ...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
    ...text.matchAll(/\b(?:href|src)="([^"]+)"/g),
  ].map(([, target = '']) => target);
}

function leadsSomewhere(root: string, file: string, target: string): boolean {
  const [place = '', anchor] = target.split('#');
  const found = path.normalize(
    place === '' ? file : path.join(path.dirname(file), decodeURI(place)),
  );
  const full = path.join(root, found);
  if (found.startsWith('..') || !existsSync(full)) return false;
  if (anchor === undefined) return true;
  return statSync(full).isFile() && anchorsOf(read(root, found)).has(anchor);
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutCode(markdown, false).matchAll(
    /^#{1,6} +(.+?)(?: +#+)?$/gm,
  )) {
    const anchor = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    let count = 0;
    let unique = anchor;
    while (anchors.has(unique)) unique = `${anchor}-${(count += 1)}`;
    anchors.add(unique);
  }
  return anchors;
}

function withoutCode(markdown: string, spansToo = true): string {
  const text = markdown.replace(/^( *)(```+|~~~+)[^]*?^\1\2\s*$/gm, '');
  return spansToo ? text.replace(/`[^`\n]*`/g, '') : text;
}

function read(root: string, file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

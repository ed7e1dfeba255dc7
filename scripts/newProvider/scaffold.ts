import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { foldersOf } from './providerId';

const TEMPLATES = path.join(__dirname, 'templates');

/** Before it stands what people wrote, behind it what the SDK's command writes. */
const DATA_MODEL = '<!-- {J1_DOCUMENTATION_MARKER_START} -->';

/**
 * Writes a provider that works: account and users of an API that is made up, its simulator, and its
 * entries in registries and documents. What is generated from the code is left to
 * `npm run document`.
 *
 * @param root the folder of the package
 * @returns the files that were made or changed, from the root
 */
export async function scaffold(id: string, root: string): Promise<string[]> {
  const files = new Files(id, root);
  const { provider, tile, simulator } = foldersOf(id);
  await files.copyFolder('provider', provider);
  await files.copyFolder('tile', tile);
  await files.copyFolder('simulator', simulator);

  await files.change('src/providers/index.ts', (text) =>
    withEntry(withImport(text, id, `./${id}`), id),
  );
  const name = `${id}Simulation`;
  await files.change('simulators/index.ts', (text) =>
    withEntry(withImport(text, name, `./${id}/simulation`), `${id}: ${name}`),
  );
  const snapshot = await files.template('snapshot.txt');
  await files.change(
    'test/contract/__snapshots__/standard.test.ts.snap',
    (text) => withSnapshot(text, snapshot),
  );
  const section = await files.template('jupiterone.md.txt');
  await files.change('docs/jupiterone.md', (text) =>
    text.replace(DATA_MODEL, () => `${section}\n${DATA_MODEL}`),
  );
  await files.change('README.md', (text) => withProviderRow(text, id));
  return files.written;
}

/** Tern, the provider of the templates, by the name of the new one, in each of its spellings. */
function renamed(template: string, id: string): string {
  const name = nameOf(id);
  return template
    .replace(/Tern(?![a-z])/g, name)
    .replace(/(?<![A-Za-z])tern(?![a-z])/g, id);
}

function nameOf(id: string): string {
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}

function withImport(text: string, name: string, from: string): string {
  const last = [...text.matchAll(/^import .* from '\.\/.*';$/gm)].at(-1);
  return insertAt(
    text,
    last && last.index + last[0].length,
    `\nimport { ${name} } from '${from}';`,
  );
}

/** Adds an entry to the first list or record of a file. */
function withEntry(text: string, entry: string): string {
  const end = /^[\]}];$/m.exec(text);
  return insertAt(text, end?.index, `  ${entry},\n`);
}

/** Snapshots stand in the order of their names. */
function withSnapshot(text: string, snapshot: string): string {
  const [name = ''] = snapshot.split('\n');
  const next = [...text.matchAll(/^exports\[.*$/gm)].find(
    ([other]) => other > name,
  );
  const at = next?.index ?? text.length;
  return insertAt(text, at, next ? `${snapshot}\n` : `\n${snapshot}`);
}

/** Adds a row to README's table of providers. */
function withProviderRow(text: string, id: string): string {
  const table = /^\| `PROVIDER`.*\n(?:\|.*\n)*/m.exec(text);
  const end = table && table.index + table[0].length;
  return insertAt(
    text,
    end,
    `| \`${id}\` | ${nameOf(id)} ([set up](docs/jupiterone-${id}.md)) | account, users |\n`,
  );
}

function insertAt(
  text: string,
  position: number | undefined | null,
  added: string,
): string {
  if (position == null) throw new Error(`There is no place for ${added}`);
  return text.slice(0, position) + added + text.slice(position);
}

/** The files of the package, formatted as they are written. */
class Files {
  readonly written: string[] = [];

  constructor(
    private readonly id: string,
    private readonly root: string,
  ) {}

  async template(name: string): Promise<string> {
    const text = await readFile(path.join(TEMPLATES, name), 'utf8');
    return renamed(text, this.id);
  }

  async copyFolder(template: string, folder: string): Promise<void> {
    await mkdir(path.join(this.root, folder), { recursive: true });
    for (const name of await readdir(path.join(TEMPLATES, template))) {
      const text = await this.template(path.join(template, name));
      await this.write(`${folder}/${name.replace(/\.txt$/, '')}`, text);
    }
  }

  async change(file: string, edit: (text: string) => string): Promise<void> {
    const text = await readFile(path.join(this.root, file), 'utf8');
    await this.write(file, edit(text));
  }

  private async write(file: string, text: string): Promise<void> {
    const filepath = path.join(this.root, file);
    const formatted = /\.(ts|md)$/.test(file)
      ? await format(text, { ...(await resolveConfig(filepath)), filepath })
      : text;
    await writeFile(filepath, formatted);
    this.written.push(file);
  }
}

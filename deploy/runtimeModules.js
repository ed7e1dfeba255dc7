/*
 * Copies what running needs of node_modules: the dependencies of this package, the JupiterOne SDK,
 * which is a peer of it, and what these need. `npm ci --omit=dev` would leave the SDK out, as it
 * is also a development dependency.
 *
 * Usage: node deploy/runtimeModules.js TARGET
 */
const { cpSync, existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');

/** Where a package finds another one, from the root: as Node.js looks for it. */
function find(from, name) {
  for (
    let folder = from;
    ;
    folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')
  ) {
    const found = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (existsSync(path.join(ROOT, found))) return found;
    if (folder === '') return undefined;
  }
}

function packageOf(folder) {
  return JSON.parse(
    readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8'),
  );
}

/** The folders of a package's dependencies, and of theirs. */
function collect(folder, names, found) {
  for (const name of names) {
    const place = find(folder, name);
    if (place === undefined || found.has(place)) continue;
    found.add(place);
    const { dependencies, optionalDependencies } = packageOf(place);
    collect(
      place,
      Object.keys({ ...dependencies, ...optionalDependencies }),
      found,
    );
  }
  return found;
}

const [target] = process.argv.slice(2);
const { dependencies, peerDependencies } = packageOf('');
const folders = collect(
  '',
  Object.keys({ ...dependencies, ...peerDependencies }),
  new Set(),
);
for (const folder of folders) {
  cpSync(
    path.join(ROOT, folder),
    path.join(target, folder.slice('node_modules/'.length)),
    {
      recursive: true,
      // Packages within are copied where something needs them.
      filter: (source) =>
        !source.slice(path.join(ROOT, folder).length).includes('node_modules'),
    },
  );
}

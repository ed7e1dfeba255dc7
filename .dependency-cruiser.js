/*
 * What may import what: docs/architecture.md. Paths are those of the imported files, so that no
 * spelling of an import, and no depth of a folder, slips past. Tests may import what they need.
 */

const TEST = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'No file imports itself by way of others, be it for a type.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'http-stands-alone',
      comment: 'http/ and wire/ know nothing but HTTP and records.',
      severity: 'error',
      from: { path: '^src/(http|wire)/', pathNot: TEST },
      to: { path: '^src/', pathNot: '^src/(http|wire)/' },
    },
    {
      name: 'graph-knows-no-collecting',
      comment: 'graph/ knows nothing but JupiterOne objects.',
      severity: 'error',
      from: { path: '^src/graph/', pathNot: TEST },
      to: { path: '^src/', pathNot: '^src/(http|wire|graph)/' },
    },
    {
      name: 'kit-knows-no-provider',
      comment: 'collect/ knows no provider and no configuration.',
      severity: 'error',
      from: { path: '^src/collect/', pathNot: TEST },
      to: { path: '^src/', pathNot: '^src/(http|wire|graph|collect)/' },
    },
    {
      name: 'provider-imports-the-kit',
      comment:
        'A provider imports http/, collect/, graph/, wire/ and its own files: never another provider, the registry or the configuration.',
      severity: 'error',
      from: { path: '^src/providers/([^/]+)/', pathNot: TEST },
      to: {
        path: '^src/',
        pathNot: '^src/(http|collect|graph|wire|providers/$1)/',
      },
    },
    {
      name: 'tile-has-one-provider',
      comment: 'A tile holds one provider, and not the choice between all.',
      severity: 'error',
      from: {
        path: '^src/(?:tile\\.ts|invocation\\.ts|tiles/([^/]+)/)',
        pathNot: TEST,
      },
      to: {
        path: '^src/(?:config|index)\\.ts$|^src/providers/',
        pathNot: '^src/providers/$1/',
      },
    },
    {
      name: 'product-stands-alone',
      comment: 'src/ is what is shipped: it imports nothing beside itself.',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: '^(cli|scripts|simulators|bench|test)/' },
    },
    {
      name: 'product-needs-its-dependencies',
      comment: 'src/ imports packages that are installed with it.',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer'],
      },
    },
    {
      name: 'page-stands-alone',
      comment:
        'page/ runs in a browser: it imports nothing beside itself and its libraries.',
      severity: 'error',
      from: { path: '^page/', pathNot: TEST },
      to: { path: '^(src|cli|scripts|simulators|bench|test)/' },
    },
    {
      name: 'only-data-of-the-page',
      comment:
        'Of page/ the command line imports the form of its data alone; the rest is bundled.',
      severity: 'error',
      from: { path: '^(src|cli|scripts|simulators|bench)/', pathNot: TEST },
      to: { path: '^page/', pathNot: '^page/data/' },
    },
    {
      name: 'tools-need-no-tests',
      comment: 'What a developer runs, and what tests run on, is no test.',
      severity: 'error',
      from: { path: '^(cli|scripts|simulators|bench)/', pathNot: TEST },
      to: { path: '^test/' },
    },
    {
      name: 'found',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/realServers/.*\\.mjs$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'import', 'node', 'types', 'default'],
    },
  },
};

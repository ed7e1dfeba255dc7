const { readdirSync } = require('node:fs');
const path = require('node:path');

const js = require('@eslint/js');
const prettier = require('eslint-config-prettier');
const jest = require('eslint-plugin-jest');
const tseslint = require('typescript-eslint');

/** Import rules of docs/architecture.md: what each part of src/ must not import. */
function mustNotImport(files, group, message) {
  return {
    files,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group, message }] }],
    },
  };
}

const providerNames = readdirSync(path.join(__dirname, 'src/providers'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const REGISTRY = ['./index', '../index', '..', '**/providers', '**/providers/index'];

module.exports = tseslint.config(
  {
    ignores: ['node_modules', 'dist', 'coverage', '.j1-integration', '.j1-integration-cache'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: __dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['scripts/**/*.ts', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', __dirname: 'readonly', process: 'readonly' },
    },
  },
  {
    files: ['**/*.test.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }],
      'jest/no-disabled-tests': 'error',
    },
  },
  mustNotImport(
    ['src/http/**/*.ts', 'src/graph/**/*.ts'],
    ['**/providers/**', '**/providers', '**/config', '**/src'],
    'http/ and graph/ know no provider and no configuration.',
  ),
  ...providerNames.map((name) =>
    mustNotImport(
      [`src/providers/${name}/**/*.ts`],
      [
        ...providerNames
          .filter((other) => other !== name)
          .flatMap((other) => [`**/${other}`, `**/${other}/**`]),
        '../index',
        '..',
        '../../config',
        '../../index',
      ],
      'A provider imports http/, graph/ and provider.ts, never another provider nor the registry.',
    ),
  ),
  mustNotImport(['src/providers/provider.ts'], REGISTRY, 'The contract knows no provider.'),
  prettier,
);
